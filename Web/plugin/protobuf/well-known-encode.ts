import type { Types } from "./codec";
import { writeMessage } from "./encode";
import { CodecError, within } from "./error";
import { isDefault, shown, wireTypeOf, writeScalar, type Scalar } from "./scalars";
import type { MessageType } from "./types";
import { firstSecond, lastSecond, longestSeconds, refuseAny, wrapperNames } from "./well-known";
import { WireType, Writer } from "./wire";

/** Writes a message that has a form of its own in JSON; says no for all others. */
export function writeWellKnown(
  types: Types,
  type: MessageType,
  value: unknown,
  writer: Writer,
  depth: number,
): boolean {
  if (!type.name.startsWith("google.protobuf.")) return false;
  if (wrapperNames.has(type.name)) writeWrapper(type, value, writer);
  else if (type.name === "google.protobuf.Timestamp") writeTimestamp(value, writer);
  else if (type.name === "google.protobuf.Duration") writeDuration(value, writer);
  else if (type.name === "google.protobuf.FieldMask") writeMask(value, writer);
  else if (type.name === "google.protobuf.Struct") writeStruct(types, value, writer, depth);
  else if (type.name === "google.protobuf.ListValue") writeList(types, value, writer, depth);
  else if (type.name === "google.protobuf.Value") writeValue(types, value, writer, depth);
  else if (type.name === "google.protobuf.Any") refuseAny();
  else return false;
  return true;
}

function writeWrapper(type: MessageType, value: unknown, writer: Writer) {
  const field = type.byNumber.get(1);
  if (!field) throw new CodecError(`${type.name} has no value`);
  const kind = field.kind as Scalar;
  if (isDefault(kind, value)) return;
  writer.tag(1, wireTypeOf(kind));
  writeScalar(writer, kind, value);
}

function writeSeconds(seconds: bigint, nanos: number, writer: Writer) {
  if (seconds !== 0n) {
    writer.tag(1, WireType.varint);
    writer.varint(seconds);
  }
  if (nanos !== 0) {
    writer.tag(2, WireType.varint);
    writer.varint(BigInt(nanos));
  }
}

/** RFC 3339, with any offset. A `Date` is taken too. */
function writeTimestamp(value: unknown, writer: Writer) {
  const text = value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value;
  const parts =
    typeof text === "string"
      ? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i.exec(text)
      : null;
  const milliseconds = parts ? Date.parse(`${parts[1]}${parts[3]}`.toUpperCase()) : NaN;
  if (!parts || Number.isNaN(milliseconds)) {
    throw new CodecError(`${shown(value)} is not a time such as 2030-01-31T12:00:00Z`);
  }
  const seconds = BigInt(Math.floor(milliseconds / 1000));
  if (seconds < firstSecond || seconds > lastSecond) throw new CodecError(`${shown(value)} is not from year 1 to 9999`);
  writeSeconds(seconds, Number((parts[2] ?? "").padEnd(9, "0")), writer);
}

function writeDuration(value: unknown, writer: Writer) {
  const parts = typeof value === "string" ? /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/.exec(value) : null;
  if (!parts) throw new CodecError(`${shown(value)} is not a duration such as 1.5s`);
  const seconds = BigInt(parts[2] ?? "0");
  if (seconds > longestSeconds) throw new CodecError(`${shown(value)} is longer than 10,000 years`);
  const nanos = Number((parts[3] ?? "").padEnd(9, "0"));
  const negative = parts[1] === "-";
  writeSeconds(negative ? -seconds : seconds, negative ? -nanos : nanos, writer);
}

function writeMask(value: unknown, writer: Writer) {
  if (typeof value !== "string") throw new CodecError(`${shown(value)} is not a text of paths such as name,owner.id`);
  for (const path of value === "" ? [] : value.split(",")) {
    writer.tag(1, WireType.bytes);
    writer.text(path.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  }
}

function writeStruct(types: Types, value: unknown, writer: Writer, depth: number) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CodecError(`${shown(value)} is not an object`);
  }
  for (const [key, one] of Object.entries(value)) {
    if (one === undefined) continue;
    const entry = new Writer();
    entry.tag(1, WireType.bytes);
    entry.text(key);
    within(`[${JSON.stringify(key)}]`, () => writeInner(types, "google.protobuf.Value", 2, one, entry, depth));
    writer.tag(1, WireType.bytes);
    writer.lengthDelimited(entry.finish());
  }
}

function writeList(types: Types, value: unknown, writer: Writer, depth: number) {
  if (!Array.isArray(value)) throw new CodecError(`${shown(value)} is not a list`);
  value.forEach((one, index) =>
    within(`[${index}]`, () => writeInner(types, "google.protobuf.Value", 1, one, writer, depth)),
  );
}

function writeValue(types: Types, value: unknown, writer: Writer, depth: number) {
  switch (typeof value) {
    case "number":
      // The message has no numbers but these.
      if (!Number.isFinite(value)) throw new CodecError(`${value} has no JSON`);
      writer.tag(2, WireType.fixed64);
      return writeScalar(writer, "double", value);
    case "string":
      writer.tag(3, WireType.bytes);
      return writer.text(value);
    case "boolean":
      writer.tag(4, WireType.varint);
      return writer.varint(value ? 1n : 0n);
    case "object":
      if (value === null) {
        writer.tag(1, WireType.varint);
        return writer.varint(0n);
      }
      if (Array.isArray(value)) return writeInner(types, "google.protobuf.ListValue", 6, value, writer, depth);
      return writeInner(types, "google.protobuf.Struct", 5, value, writer, depth);
    default:
      throw new CodecError(`${shown(value)} has no JSON`);
  }
}

function writeInner(types: Types, name: string, number: number, value: unknown, writer: Writer, depth: number) {
  const inner = new Writer();
  writeMessage(types, types.message(name), value, inner, depth + 1);
  writer.tag(number, WireType.bytes);
  writer.lengthDelimited(inner.finish());
}
