import { CodecError, within } from "./error";
import type { Types } from "./codec";
import { isDefault, shown, toInteger, wireTypeOf, writeScalar, type Scalar } from "./scalars";
import type { EnumType, Field, MessageType } from "./types";
import { writeWellKnown } from "./well-known-encode";
import { maxDepth, WireType, Writer } from "./wire";

export function writeMessage(types: Types, type: MessageType, value: unknown, writer: Writer, depth: number) {
  if (depth > maxDepth) throw new CodecError(`messages are nested more than ${maxDepth} deep`);
  if (writeWellKnown(types, type, value, writer, depth)) return;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CodecError(`${shown(value)} is not an object, as ${type.name} is`);
  }
  const chosen = new Map<string, string>();
  const seen = new Set<Field>();
  for (const [name, part] of Object.entries(value)) {
    const field = type.byName.get(name);
    if (!field) throw new CodecError(`${type.name} has no field ${name}; it has ${namesOf(type)}`);
    if (seen.has(field)) throw new CodecError(`${field.name} is there twice, as ${field.jsonName} too`);
    seen.add(field);
    // Null is "not set", but for the one message that has a null of its own.
    if (part === undefined || (part === null && field.typeName !== "google.protobuf.Value")) continue;
    if (field.oneof !== undefined) {
      const other = chosen.get(field.oneof);
      if (other !== undefined) throw new CodecError(`${other} and ${name} exclude each other (oneof ${field.oneof})`);
      chosen.set(field.oneof, name);
    }
    within(name, () => writeField(types, field, part, writer, depth));
  }
}

function writeField(types: Types, field: Field, value: unknown, writer: Writer, depth: number) {
  if (!field.repeated) {
    if (field.presence || !isUnset(types, field, value)) writeOne(types, field, value, writer, depth);
    return;
  }
  const entry = field.kind === "message" ? types.messageOf(field) : undefined;
  if (entry?.mapEntry) return writeMap(types, field, entry, value, writer, depth);
  if (!Array.isArray(value)) throw new CodecError(`${shown(value)} is not a list`);
  if (!field.packed || value.length === 0) {
    value.forEach((one, index) => within(`[${index}]`, () => writeOne(types, field, one, writer, depth)));
    return;
  }
  const run = new Writer();
  value.forEach((one, index) => within(`[${index}]`, () => writeValue(types, field, one, run, depth)));
  writer.tag(field.number, WireType.bytes);
  writer.lengthDelimited(run.finish());
}

function writeMap(types: Types, field: Field, entry: MessageType, value: unknown, writer: Writer, depth: number) {
  const [key, item] = [entry.byNumber.get(1), entry.byNumber.get(2)];
  if (!key || !item) throw new CodecError(`${entry.name} is not the entry of a map`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CodecError(`${shown(value)} is not an object, as a map is`);
  }
  for (const [name, one] of Object.entries(value)) {
    const run = new Writer();
    within(`[${JSON.stringify(name)}]`, () => {
      writeOne(types, key, keyOf(key, name), run, depth);
      writeOne(types, item, one, run, depth);
    });
    writer.tag(field.number, WireType.bytes);
    writer.lengthDelimited(run.finish());
  }
}

/** Keys of objects are texts; those of maps may be numbers or true and false. */
function keyOf(field: Field, name: string): unknown {
  if (field.kind !== "bool") return name;
  if (name !== "true" && name !== "false") throw new CodecError(`${shown(name)} is not true or false`);
  return name === "true";
}

function writeOne(types: Types, field: Field, value: unknown, writer: Writer, depth: number) {
  writer.tag(field.number, wireTypeOf(field.kind));
  writeValue(types, field, value, writer, depth);
}

function writeValue(types: Types, field: Field, value: unknown, writer: Writer, depth: number) {
  switch (field.kind) {
    case "message": {
      const inner = new Writer();
      writeMessage(types, types.messageOf(field), value, inner, depth + 1);
      return writer.lengthDelimited(inner.finish());
    }
    case "enum":
      return writer.varint(enumNumber(types.enumOf(field), value));
    case "group":
      throw new CodecError("groups of proto2 cannot be written");
    default:
      return writeScalar(writer, field.kind, value);
  }
}

function isUnset(types: Types, field: Field, value: unknown): boolean {
  if (field.kind === "enum") return enumNumber(types.enumOf(field), value) === 0n;
  return isDefault(field.kind as Scalar, value);
}

/** By name, or by number, which need not be declared: an enum of proto3 is open. */
function enumNumber(type: EnumType, value: unknown): bigint {
  if (typeof value === "number") return toInteger(value, -(2n ** 31n), 2n ** 31n - 1n);
  // `google.protobuf.NullValue` has one value, and JSON has a word for it.
  if (value === null && type.name === "google.protobuf.NullValue") return 0n;
  const number = typeof value === "string" ? type.byName.get(value) : undefined;
  if (number !== undefined) return BigInt(number);
  throw new CodecError(`${shown(value)} is not one of ${[...type.byName.keys()].slice(0, 12).join(", ")}`);
}

function namesOf(type: MessageType): string {
  if (type.fields.length === 0) return "none";
  return type.fields
    .slice(0, 12)
    .map(({ jsonName }) => jsonName)
    .join(", ");
}
