/**
 * Protobuf's encoding of fields: https://protobuf.dev/programming-guides/encoding/. The reader trusts nothing: every
 * length is checked against the bytes that are there before anything is allocated.
 */
import { CodecError } from "./error";

export const WireType = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

/** Messages inside messages, at most. The limit of other implementations too. */
export const maxDepth = 100;

const tooLong = "a number is longer than ten bytes";
const utf8Decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

export class Reader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.position >= this.bytes.length;
  }

  /** The next field's number and wire type. */
  tag(): { number: number; wireType: number } {
    const tag = this.number();
    const number = Math.floor(tag / 8);
    if (number < 1 || number > 0x1fff_ffff) throw new CodecError(`${number} is not the number of a field`);
    return { number, wireType: tag % 8 };
  }

  /** The lower 32 bits of a number, signed. */
  varint32(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new CodecError(tooLong);
  }

  /** An unsigned number of 64 bits. */
  varint(): bigint {
    // Nearly all are small: up to four bytes fit a number.
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new CodecError(tooLong);
  }

  /** An unsigned number; from 2^53 on only about that, which is enough to refuse it. */
  private number(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new CodecError(tooLong);
  }

  fixed32(): DataView {
    return this.fixed(4);
  }

  fixed64(): DataView {
    return this.fixed(8);
  }

  /** Bytes with their length before them; a view of the message's own memory. */
  lengthDelimited(): Uint8Array {
    const length = this.number();
    const left = this.bytes.length - this.position;
    if (length > left) throw new CodecError(`the message ends ${length - left} bytes too early`);
    const start = this.position;
    this.position += length;
    return this.bytes.subarray(start, this.position);
  }

  /** Goes past a field that is not known. */
  skip(number: number, wireType: number, depth = 0): void {
    switch (wireType) {
      case WireType.varint:
        this.varint();
        return;
      case WireType.fixed64:
        this.fixed64();
        return;
      case WireType.bytes:
        this.lengthDelimited();
        return;
      case WireType.fixed32:
        this.fixed32();
        return;
      case WireType.startGroup:
        return this.skipGroup(number, depth);
      default:
        throw new CodecError(`${wireType} is not a wire type that may stand here`);
    }
  }

  private skipGroup(group: number, depth: number) {
    if (depth >= maxDepth) throw new CodecError(`groups are nested more than ${maxDepth} deep`);
    for (;;) {
      const { number, wireType } = this.tag();
      if (wireType !== WireType.endGroup) this.skip(number, wireType, depth + 1);
      else if (number === group) return;
      else throw new CodecError(`group ${group} ends as group ${number}`);
    }
  }

  private byte(): number {
    const byte = this.bytes[this.position++];
    if (byte === undefined) throw new CodecError("the message ends inside a number");
    return byte;
  }

  private fixed(length: number): DataView {
    if (this.position + length > this.bytes.length) throw new CodecError("the message ends inside a number");
    const view = new DataView(this.view.buffer, this.view.byteOffset + this.position, length);
    this.position += length;
    return view;
  }
}

export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8Decoder.decode(bytes);
  } catch {
    throw new CodecError("a text is not UTF-8");
  }
}

export class Writer {
  private bytes = new Uint8Array(64);
  private length = 0;

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  tag(number: number, wireType: number) {
    this.varint((BigInt(number) << 3n) | BigInt(wireType));
  }

  /** Negative numbers are written as those of 64 bits, in ten bytes. */
  varint(value: bigint) {
    let rest = BigInt.asUintN(64, value);
    this.reserve(10);
    while (rest > 0x7fn) {
      this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytes[this.length++] = Number(rest);
  }

  /** Room for a number of fixed length; the caller sets it, little-endian. */
  fixed(length: 4 | 8): DataView {
    this.reserve(length);
    this.length += length;
    return new DataView(this.bytes.buffer, this.length - length, length);
  }

  lengthDelimited(bytes: Uint8Array) {
    this.varint(BigInt(bytes.length));
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  text(text: string) {
    this.lengthDelimited(utf8Encoder.encode(text));
  }

  private reserve(count: number) {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}
