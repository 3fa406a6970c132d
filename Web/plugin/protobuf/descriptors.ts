/**
 * Reads `google.protobuf.FileDescriptorProto`, whose fields are in google/protobuf/descriptor.proto. Only what a codec
 * needs is looked at.
 */
import { CodecError } from "./error";
import { scalarNames, type EnumType, type Field, type FieldKind, type MessageType, type Method } from "./types";
import { decodeText, maxDepth, Reader, WireType } from "./wire";

/** Everything that the files of a contract declare. */
export interface Declarations {
  messages: Map<string, MessageType>;
  enums: Map<string, EnumType>;
  methods: Map<string, Method>;
}

/** One field of a descriptor: a number, or bytes. */
type Value = { number: number; integer: number; bytes: Uint8Array };

const nothing = new Uint8Array();

function fieldsOf(bytes: Uint8Array): Value[] {
  const reader = new Reader(bytes);
  const values: Value[] = [];
  while (!reader.done) {
    const { number, wireType } = reader.tag();
    if (wireType === WireType.varint) {
      values.push({ number, integer: reader.varint32(), bytes: nothing });
    } else if (wireType === WireType.bytes) {
      values.push({ number, integer: 0, bytes: reader.lengthDelimited() });
    } else {
      reader.skip(number, wireType);
    }
  }
  return values;
}

/** Of a field that is there several times the last counts. */
const last = (values: Value[], number: number) => values.filter((v) => v.number === number).pop();
const textOf = (values: Value[], number: number) => decodeText(last(values, number)?.bytes ?? nothing);
const integerOf = (values: Value[], number: number) => last(values, number)?.integer ?? 0;
const has = (values: Value[], number: number) => values.some((v) => v.number === number);
const all = (values: Value[], number: number) => values.filter((v) => v.number === number).map(({ bytes }) => bytes);

/** A name as descriptors write it, without the dot before it. */
const fullName = (name: string) => name.replace(/^\./, "");

export function readFile(bytes: Uint8Array, into: Declarations) {
  const file = fieldsOf(bytes);
  const scope = textOf(file, 2);
  // Without a syntax it is proto2; `editions` has presence as proto2 has it, and packs as proto3 does.
  const syntax = textOf(file, 12);
  const style = { implicit: syntax === "proto3", packs: syntax !== "" && syntax !== "proto2" };
  for (const message of all(file, 4)) readMessage(message, scope, style, into, 0);
  for (const one of all(file, 5)) readEnum(one, scope, into);
  for (const service of all(file, 6)) readService(service, scope, into);
}

interface Style {
  implicit: boolean;
  packs: boolean;
}

function readMessage(bytes: Uint8Array, scope: string, style: Style, into: Declarations, depth: number) {
  if (depth > maxDepth) throw new CodecError(`declarations are nested more than ${maxDepth} deep`);
  const values = fieldsOf(bytes);
  const name = joined(scope, textOf(values, 1));
  const oneofs = all(values, 8).map((oneof) => textOf(fieldsOf(oneof), 1));
  const fields = all(values, 2).map((field) => readField(field, oneofs, style));
  into.messages.set(name, {
    name,
    fields,
    byNumber: new Map(fields.map((field) => [field.number, field])),
    byName: new Map(fields.flatMap((field) => [[field.name, field] as const, [field.jsonName, field] as const])),
    mapEntry: all(values, 7).some((options) => integerOf(fieldsOf(options), 7) === 1),
  });
  for (const message of all(values, 3)) readMessage(message, name, style, into, depth + 1);
  for (const one of all(values, 4)) readEnum(one, name, into);
}

function readField(bytes: Uint8Array, oneofs: string[], style: Style): Field {
  const values = fieldsOf(bytes);
  const name = textOf(values, 1);
  const kind = scalarNames[integerOf(values, 5)];
  if (!kind) throw new CodecError(`the field ${name} has a type that is not known`);
  const repeated = integerOf(values, 4) === 3;
  // `optional` in proto3 is kept as a `oneof` of its own that nobody wrote.
  const optional = integerOf(values, 17) === 1;
  const oneof = has(values, 9) && !optional ? oneofs[integerOf(values, 9)] : undefined;
  const packing = last(all(values, 8).flatMap(fieldsOf), 2);
  const mayLack = optional || oneof !== undefined || kind === "message" || kind === "group";
  return {
    name,
    jsonName: textOf(values, 10) || camelCase(name),
    number: integerOf(values, 3),
    kind,
    repeated,
    packed: repeated && packable(kind) && (packing ? packing.integer === 1 : style.packs),
    presence: !repeated && (mayLack || !style.implicit),
    ...(oneof === undefined ? {} : { oneof }),
    ...(has(values, 6) ? { typeName: fullName(textOf(values, 6)) } : {}),
  };
}

function readEnum(bytes: Uint8Array, scope: string, into: Declarations) {
  const values = fieldsOf(bytes);
  const name = joined(scope, textOf(values, 1));
  const type: EnumType = { name, byNumber: new Map(), byName: new Map() };
  for (const one of all(values, 2).map(fieldsOf)) {
    const number = integerOf(one, 2);
    // Of two names for one number, the first is the one that is written.
    if (!type.byNumber.has(number)) type.byNumber.set(number, textOf(one, 1));
    type.byName.set(textOf(one, 1), number);
  }
  into.enums.set(name, type);
}

function readService(bytes: Uint8Array, scope: string, into: Declarations) {
  const values = fieldsOf(bytes);
  const service = joined(scope, textOf(values, 1));
  for (const method of all(values, 2).map(fieldsOf)) {
    const name = `${service}/${textOf(method, 1)}`;
    into.methods.set(name, {
      name,
      input: fullName(textOf(method, 2)),
      output: fullName(textOf(method, 3)),
      clientStreaming: integerOf(method, 5) === 1,
      serverStreaming: integerOf(method, 6) === 1,
    });
  }
}

export function packable(kind: FieldKind): boolean {
  return kind !== "string" && kind !== "bytes" && kind !== "message" && kind !== "group";
}

function joined(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}

function camelCase(name: string): string {
  return name.replace(/_+(.)/g, (_, letter: string) => letter.toUpperCase());
}
