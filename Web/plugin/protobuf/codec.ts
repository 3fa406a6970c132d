/**
 * Messages between JSON and bytes, by the descriptors of a plugin's own contract. The mapping is that of proto3
 * (https://protobuf.dev/programming-guides/json/), with one choice: fields that cannot be unset (no `optional`, no
 * `oneof`) are always there when a message is read, with their default, so that a view need not ask.
 */
import type { JSONValue } from "../../bridge/socket";
import { readMessage } from "./decode";
import { readFile, type Declarations } from "./descriptors";
import { writeMessage } from "./encode";
import { CodecError } from "./error";
import type { EnumType, Field, MessageType, Method } from "./types";
import { Writer } from "./wire";

/** What encoding and decoding look types up in. */
export interface Types {
  message(name: string): MessageType;
  enumeration(name: string): EnumType;
  /** The message of a field. */
  messageOf(field: Field): MessageType;
  /** The enum of a field. */
  enumOf(field: Field): EnumType;
}

export class Codec implements Types {
  private readonly declared: Declarations = { messages: new Map(), enums: new Map(), methods: new Map() };

  /** `files` are `google.protobuf.FileDescriptorProto` messages, in any order. */
  constructor(files: readonly Uint8Array[]) {
    for (const file of files) readFile(file, this.declared);
  }

  /** The method, or undefined when the contract has none of that name. */
  method(name: string): Method | undefined {
    return this.declared.methods.get(name);
  }

  get methods(): string[] {
    return [...this.declared.methods.keys()].sort();
  }

  /** Throws a {@link CodecError} that says which field does not fit. */
  encode(type: string, value: unknown): Uint8Array {
    const writer = new Writer();
    writeMessage(this, this.message(type), value ?? {}, writer, 0);
    return writer.finish();
  }

  /** Throws a {@link CodecError} when the bytes are no such message. */
  decode(type: string, bytes: Uint8Array): JSONValue {
    return readMessage(this, this.message(type), bytes, 0);
  }

  message(name: string): MessageType {
    const type = this.declared.messages.get(name);
    if (!type) throw new CodecError(`the contract declares no message ${name}`);
    return type;
  }

  enumeration(name: string): EnumType {
    const type = this.declared.enums.get(name);
    if (!type) throw new CodecError(`the contract declares no enum ${name}`);
    return type;
  }

  messageOf(field: Field): MessageType {
    return this.message(field.typeName ?? "");
  }

  enumOf(field: Field): EnumType {
    return this.enumeration(field.typeName ?? "");
  }
}
