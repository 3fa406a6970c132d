import type { JSONValue } from "../../bridge/socket";
import type { Types } from "./codec";
import { put, readMessage } from "./decode";
import { CodecError } from "./error";
import { defaultOf, readScalar, wireTypeOf, type Scalar } from "./scalars";
import type { MessageType } from "./types";
import { firstSecond, fraction, lastSecond, longestSeconds, refuseAny, wrapperNames } from "./well-known";
import { decodeText, Reader, WireType } from "./wire";

/** The JSON of a message that has a form of its own, or undefined for all others. */
export function readWellKnown(
  types: Types,
  type: MessageType,
  bytes: Uint8Array,
  depth: number,
): JSONValue | undefined {
  if (!type.name.startsWith("google.protobuf.")) return undefined;
  if (wrapperNames.has(type.name)) return readWrapper(type, bytes);
  switch (type.name) {
    case "google.protobuf.Timestamp":
      return readTimestamp(bytes);
    case "google.protobuf.Duration":
      return readDuration(bytes);
    case "google.protobuf.FieldMask":
      return textsOf(bytes).map(camelPath).join(",");
    case "google.protobuf.Struct":
      return readStruct(types, bytes, depth);
    case "google.protobuf.ListValue":
      return partsOf(bytes, 1).map((value) => readAnyValue(types, value, depth));
    case "google.protobuf.Value":
      return readValue(types, bytes, depth);
    case "google.protobuf.Any":
      return refuseAny();
    default:
      return undefined;
  }
}

function readWrapper(type: MessageType, bytes: Uint8Array): JSONValue {
  const field = type.byNumber.get(1);
  if (!field) throw new CodecError(`${type.name} has no value`);
  let value = defaultOf(field.kind as Scalar);
  const reader = new Reader(bytes);
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    if (number === 1 && wireType === wireTypeOf(field.kind)) value = readScalar(reader, field.kind as Scalar);
    else reader.skip(number, wireType);
  }
  return value;
}

/** Seconds (1) and nanoseconds (2), as both Timestamp and Duration have them. */
function secondsOf(bytes: Uint8Array): { seconds: bigint; nanos: number } {
  let seconds = 0n;
  let nanos = 0;
  const reader = new Reader(bytes);
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    if (number === 1 && wireType === WireType.varint) seconds = BigInt.asIntN(64, reader.varint());
    else if (number === 2 && wireType === WireType.varint) nanos = reader.varint32();
    else reader.skip(number, wireType);
  }
  return { seconds, nanos };
}

function readTimestamp(bytes: Uint8Array): string {
  const { seconds, nanos } = secondsOf(bytes);
  if (seconds < firstSecond || seconds > lastSecond || nanos < 0 || nanos > 999_999_999) {
    throw new CodecError(`${seconds} s ${nanos} ns is no time of the years 1 to 9999`);
  }
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}${fraction(nanos)}Z`;
}

function readDuration(bytes: Uint8Array): string {
  const { seconds, nanos } = secondsOf(bytes);
  const negative = seconds < 0n || nanos < 0;
  const mixed = (seconds < 0n && nanos > 0) || (seconds > 0n && nanos < 0);
  if (mixed || seconds > longestSeconds || seconds < -longestSeconds || Math.abs(nanos) > 999_999_999) {
    throw new CodecError(`${seconds} s ${nanos} ns is no duration`);
  }
  return `${negative ? "-" : ""}${seconds < 0n ? -seconds : seconds}${fraction(Math.abs(nanos))}s`;
}

/** The length-delimited fields of one number. */
function partsOf(bytes: Uint8Array, wanted: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const reader = new Reader(bytes);
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    if (number === wanted && wireType === WireType.bytes) parts.push(reader.lengthDelimited());
    else reader.skip(number, wireType);
  }
  return parts;
}

function textsOf(bytes: Uint8Array): string[] {
  return partsOf(bytes, 1).map(decodeText);
}

function camelPath(path: string): string {
  return path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function readAnyValue(types: Types, bytes: Uint8Array, depth: number): JSONValue {
  return readMessage(types, types.message("google.protobuf.Value"), bytes, depth + 1);
}

function readStruct(types: Types, bytes: Uint8Array, depth: number): JSONValue {
  const object: { [key: string]: JSONValue } = {};
  for (const entry of partsOf(bytes, 1)) {
    const key = textsOf(entry).pop() ?? "";
    const value = partsOf(entry, 2).pop() ?? new Uint8Array();
    put(object, key, readAnyValue(types, value, depth));
  }
  return object;
}

/** null_value 1, number_value 2, string_value 3, bool_value 4, struct_value 5, list_value 6; the last counts. */
function readValue(types: Types, bytes: Uint8Array, depth: number): JSONValue {
  let value: JSONValue = null;
  const reader = new Reader(bytes);
  const inner = (name: string) => readMessage(types, types.message(name), reader.lengthDelimited(), depth + 1);
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    if (number === 1 && wireType === WireType.varint) {
      reader.varint();
      value = null;
    } else if (number === 2 && wireType === WireType.fixed64) value = readScalar(reader, "double");
    else if (number === 3 && wireType === WireType.bytes) value = readScalar(reader, "string");
    else if (number === 4 && wireType === WireType.varint) value = readScalar(reader, "bool");
    else if (number === 5 && wireType === WireType.bytes) value = inner("google.protobuf.Struct");
    else if (number === 6 && wireType === WireType.bytes) value = inner("google.protobuf.ListValue");
    else reader.skip(number, wireType);
  }
  return value;
}
