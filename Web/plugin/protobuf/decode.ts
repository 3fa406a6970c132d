import type { JSONValue } from "../../bridge/socket";
import type { Types } from "./codec";
import { CodecError, within } from "./error";
import { packable } from "./descriptors";
import { defaultOf, readScalar, wireTypeOf, type Scalar } from "./scalars";
import type { Field, MessageType } from "./types";
import { readWellKnown } from "./well-known-decode";
import { maxDepth, Reader, WireType } from "./wire";

/** What of a message was found so far. */
interface Found {
  values: Map<Field, JSONValue>;
  lists: Map<Field, JSONValue[]>;
  maps: Map<Field, { [key: string]: JSONValue }>;
  /** A message that comes in pieces is the sum of them, so its bytes are put together before they are read. */
  pieces: Map<Field, Uint8Array[]>;
}

export function readMessage(types: Types, type: MessageType, bytes: Uint8Array, depth: number): JSONValue {
  if (depth > maxDepth) throw new CodecError(`messages are nested more than ${maxDepth} deep`);
  const wellKnown = readWellKnown(types, type, bytes, depth);
  if (wellKnown !== undefined) return wellKnown;

  const found: Found = { values: new Map(), lists: new Map(), maps: new Map(), pieces: new Map() };
  const reader = new Reader(bytes);
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    const field = type.byNumber.get(number);
    // A field that came in another shape is one that is not known.
    if (!field || !readField(types, type, field, wireType, reader, found, depth)) reader.skip(number, wireType);
  }
  return toObject(types, type, found, depth);
}

function readField(
  types: Types,
  type: MessageType,
  field: Field,
  wireType: number,
  reader: Reader,
  found: Found,
  depth: number,
): boolean {
  const packed = field.repeated && wireType === WireType.bytes && packable(field.kind);
  if (field.kind === "group" || (wireType !== wireTypeOf(field.kind) && !packed)) return false;
  within(field.jsonName, () => {
    if (packed) {
      const run = new Reader(reader.lengthDelimited());
      while (!run.done) listOf(found, field).push(readValue(types, field, run));
    } else if (field.kind === "message") {
      readInner(types, type, field, reader.lengthDelimited(), found, depth);
    } else if (field.repeated) {
      listOf(found, field).push(readValue(types, field, reader));
    } else {
      exclude(type, field, found);
      found.values.set(field, readValue(types, field, reader));
    }
  });
  return true;
}

function readInner(types: Types, type: MessageType, field: Field, bytes: Uint8Array, found: Found, depth: number) {
  const inner = types.messageOf(field);
  if (inner.mapEntry) {
    const map = found.maps.get(field) ?? {};
    found.maps.set(field, map);
    readEntry(types, inner, bytes, map, depth);
  } else if (field.repeated) {
    const list = listOf(found, field);
    list.push(within(`[${list.length}]`, () => readMessage(types, inner, bytes, depth + 1)));
  } else {
    exclude(type, field, found);
    const pieces = found.pieces.get(field);
    if (pieces) pieces.push(bytes);
    else found.pieces.set(field, [bytes]);
  }
}

type JSONMap = { [key: string]: JSONValue };

function readEntry(types: Types, entry: MessageType, bytes: Uint8Array, map: JSONMap, depth: number) {
  const [keyField, valueField] = [entry.byNumber.get(1), entry.byNumber.get(2)];
  if (!keyField || !valueField) throw new CodecError(`${entry.name} is not the entry of a map`);
  let key: JSONValue | undefined;
  let value: JSONValue | undefined;
  const reader = new Reader(bytes);
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    if (number === 1 && wireType === wireTypeOf(keyField.kind)) key = readValue(types, keyField, reader);
    else if (number !== 2 || wireType !== wireTypeOf(valueField.kind)) reader.skip(number, wireType);
    else if (valueField.kind !== "message") value = readValue(types, valueField, reader);
    else value = readMessage(types, types.messageOf(valueField), reader.lengthDelimited(), depth + 1);
  }
  key ??= defaultOf(keyField.kind as Scalar);
  value ??=
    valueField.kind === "message"
      ? readMessage(types, types.messageOf(valueField), none, depth + 1)
      : unset(types, valueField);
  put(map, String(key), value);
}

const none = new Uint8Array();

function readValue(types: Types, field: Field, reader: Reader): JSONValue {
  if (field.kind !== "enum") return readScalar(reader, field.kind as Scalar);
  return enumName(types, field, reader.varint32());
}

function enumName(types: Types, field: Field, number: number): JSONValue {
  if (field.typeName === "google.protobuf.NullValue") return null;
  // One of a newer contract than the one at hand stays a number.
  return types.enumOf(field).byNumber.get(number) ?? number;
}

/** Of the members of a `oneof` the last one counts. */
function exclude(type: MessageType, field: Field, found: Found) {
  if (field.oneof === undefined) return;
  for (const other of type.fields) {
    if (other === field || other.oneof !== field.oneof) continue;
    found.values.delete(other);
    found.pieces.delete(other);
  }
}

function listOf(found: Found, field: Field): JSONValue[] {
  const list = found.lists.get(field) ?? [];
  found.lists.set(field, list);
  return list;
}

function toObject(types: Types, type: MessageType, found: Found, depth: number): JSONValue {
  const object: { [key: string]: JSONValue } = {};
  for (const field of type.fields) {
    const value = valueOf(types, field, found, depth);
    if (value !== undefined) put(object, field.jsonName, value);
  }
  return object;
}

function valueOf(types: Types, field: Field, found: Found, depth: number): JSONValue | undefined {
  const pieces = found.pieces.get(field);
  if (pieces) {
    return within(field.jsonName, () => readMessage(types, types.messageOf(field), concatenated(pieces), depth + 1));
  }
  if (field.repeated) {
    const isMap = field.kind === "message" && types.messageOf(field).mapEntry;
    return isMap ? found.maps.get(field) ?? {} : found.lists.get(field) ?? [];
  }
  const value = found.values.get(field);
  return value !== undefined || field.presence ? value : unset(types, field);
}

function unset(types: Types, field: Field): JSONValue {
  return field.kind === "enum" ? enumName(types, field, 0) : defaultOf(field.kind as Scalar);
}

/** A field or a key may be called `__proto__`: it is a member like others, and changes no prototype. */
export function put(object: { [key: string]: JSONValue }, key: string, value: JSONValue) {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function concatenated(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    all.set(piece, position);
    position += piece.length;
  }
  return all;
}
