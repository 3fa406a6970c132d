/** Single values: between JSON and their bytes, as the mapping of proto3 has it. */
import type { JSONValue } from "../../bridge/socket";
import { fromBase64, toBase64 } from "./base64";
import { CodecError } from "./error";
import type { FieldKind } from "./types";
import { decodeText, Reader, WireType, Writer } from "./wire";

/** Kinds that are neither a message nor an enum. */
export type Scalar = Exclude<FieldKind, "message" | "group" | "enum">;

export function wireTypeOf(kind: FieldKind): number {
  switch (kind) {
    case "double":
    case "fixed64":
    case "sfixed64":
      return WireType.fixed64;
    case "float":
    case "fixed32":
    case "sfixed32":
      return WireType.fixed32;
    case "string":
    case "bytes":
    case "message":
      return WireType.bytes;
    case "group":
      return WireType.startGroup;
    default:
      return WireType.varint;
  }
}

export function readScalar(reader: Reader, kind: Scalar): JSONValue {
  switch (kind) {
    case "double":
      return numberToJSON(reader.fixed64().getFloat64(0, true));
    case "float":
      return numberToJSON(shortest(reader.fixed32().getFloat32(0, true)));
    case "int64":
      return BigInt.asIntN(64, reader.varint()).toString();
    case "uint64":
      return reader.varint().toString();
    case "int32":
      return reader.varint32();
    case "uint32":
      return reader.varint32() >>> 0;
    case "sint32": {
      const value = reader.varint32();
      return (value >>> 1) ^ -(value & 1);
    }
    case "sint64": {
      const value = reader.varint();
      return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n)).toString();
    }
    case "fixed32":
      return reader.fixed32().getUint32(0, true);
    case "sfixed32":
      return reader.fixed32().getInt32(0, true);
    case "fixed64":
      return reader.fixed64().getBigUint64(0, true).toString();
    case "sfixed64":
      return reader.fixed64().getBigInt64(0, true).toString();
    case "bool":
      return reader.varint() !== 0n;
    case "string":
      return decodeText(reader.lengthDelimited());
    case "bytes":
      return toBase64(reader.lengthDelimited());
  }
}

export function writeScalar(writer: Writer, kind: Scalar, value: unknown) {
  switch (kind) {
    case "double":
      return writer.fixed(8).setFloat64(0, toNumber(value), true);
    case "float":
      return writer.fixed(4).setFloat32(0, toFloat(value), true);
    case "int64":
      return writer.varint(toInteger(value, -(2n ** 63n), 2n ** 63n - 1n));
    case "uint64":
      return writer.varint(toInteger(value, 0n, 2n ** 64n - 1n));
    case "int32":
      return writer.varint(toInteger(value, -(2n ** 31n), 2n ** 31n - 1n));
    case "uint32":
      return writer.varint(toInteger(value, 0n, 2n ** 32n - 1n));
    case "sint32":
    case "sint64": {
      const bits = kind === "sint32" ? 31n : 63n;
      const integer = toInteger(value, -(2n ** bits), 2n ** bits - 1n);
      return writer.varint((integer << 1n) ^ (integer >> bits));
    }
    case "fixed32":
      return writer.fixed(4).setUint32(0, Number(toInteger(value, 0n, 2n ** 32n - 1n)), true);
    case "sfixed32":
      return writer.fixed(4).setInt32(0, Number(toInteger(value, -(2n ** 31n), 2n ** 31n - 1n)), true);
    case "fixed64":
      return writer.fixed(8).setBigUint64(0, toInteger(value, 0n, 2n ** 64n - 1n), true);
    case "sfixed64":
      return writer.fixed(8).setBigInt64(0, toInteger(value, -(2n ** 63n), 2n ** 63n - 1n), true);
    case "bool":
      if (typeof value !== "boolean") throw new CodecError(`${shown(value)} is not true or false`);
      return writer.varint(value ? 1n : 0n);
    case "string":
      if (typeof value !== "string") throw new CodecError(`${shown(value)} is not a text`);
      return writer.text(value);
    case "bytes":
      return writer.lengthDelimited(toBytes(value));
  }
}

/** What stands for a value that is not set. */
export function defaultOf(kind: Scalar): JSONValue {
  switch (kind) {
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return "0";
    case "string":
    case "bytes":
      return "";
    case "bool":
      return false;
    default:
      return 0;
  }
}

/** Whether a value is the default, which proto3 does not write. Of what is no value of the kind it says no. */
export function isDefault(kind: Scalar, value: unknown): boolean {
  switch (kind) {
    case "bool":
      return value === false;
    case "string":
      return value === "";
    case "bytes":
      return value === "" || (value instanceof Uint8Array && value.length === 0);
    case "double":
    case "float":
      // Negative zero is written.
      return Object.is(value, 0);
    default:
      return value === 0 || value === 0n || value === "0";
  }
}

/** How a value is shown in an error: short, and never all of it. */
export function shown(value: unknown): string {
  if (typeof value === "bigint") return `${value}`;
  const text = value === undefined ? "undefined" : JSON.stringify(value) ?? typeof value;
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

/** A whole number: a number, a text of digits, or a bigint. */
export function toInteger(value: unknown, least: bigint, most: bigint): bigint {
  let integer: bigint;
  if (typeof value === "bigint") integer = value;
  else if (typeof value === "number" && Number.isSafeInteger(value)) integer = BigInt(value);
  else if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) integer = BigInt(value);
  else if (typeof value === "number" && Number.isInteger(value)) {
    throw new CodecError(`${value} is too large for a number of JavaScript; give a text of its digits`);
  } else throw new CodecError(`${shown(value)} is not a whole number`);
  if (integer < least || integer > most) throw new CodecError(`${integer} is not from ${least} to ${most}`);
  return integer;
}

export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (value === "NaN") return NaN;
  if (value === "Infinity") return Infinity;
  if (value === "-Infinity") return -Infinity;
  if (typeof value === "string" && /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return Number(value);
  throw new CodecError(`${shown(value)} is not a number`);
}

function toFloat(value: unknown): number {
  const number = toNumber(value);
  if (Number.isFinite(number) && !Number.isFinite(Math.fround(number))) {
    throw new CodecError(`${number} is too large for 32 bits`);
  }
  return number;
}

/** JSON has no words for these three numbers. */
export function numberToJSON(value: number): JSONValue {
  return Number.isFinite(value) ? value : String(value);
}

/** The shortest number that is the same one in 32 bits: 0.1 and not 0.10000000149011612. */
function shortest(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function toBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== "string") throw new CodecError(`${shown(value)} is not base64`);
  return fromBase64(value);
}
