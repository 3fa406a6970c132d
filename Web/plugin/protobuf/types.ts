/** What messages, enums and methods look like, once their descriptors were read. */

/** The types of fields by their number in `FieldDescriptorProto.Type`. */
export const scalarNames = [
  "",
  "double",
  "float",
  "int64",
  "uint64",
  "int32",
  "fixed64",
  "fixed32",
  "bool",
  "string",
  "group",
  "message",
  "bytes",
  "uint32",
  "enum",
  "sfixed32",
  "sfixed64",
  "sint32",
  "sint64",
] as const;

export type FieldKind = Exclude<typeof scalarNames[number], "">;

export interface Field {
  name: string;
  jsonName: string;
  number: number;
  kind: FieldKind;
  repeated: boolean;
  /** Written as one run of values. Both ways are read. */
  packed: boolean;
  /** Whether "not set" differs from the default: messages, `optional`, members of a `oneof`, proto2. */
  presence: boolean;
  /** The name of the `oneof` that it is a member of. */
  oneof?: string;
  /** The full name of its message or enum. */
  typeName?: string;
}

export interface MessageType {
  name: string;
  fields: Field[];
  byNumber: Map<number, Field>;
  /** By either spelling: `processId` and `process_id`. */
  byName: Map<string, Field>;
  /** A generated message that stands for an entry of a map: field 1 is the key, field 2 the value. */
  mapEntry: boolean;
}

export interface EnumType {
  name: string;
  byNumber: Map<number, string>;
  byName: Map<string, number>;
}

export interface Method {
  /** `package.Service/Method` */
  name: string;
  input: string;
  output: string;
  clientStreaming: boolean;
  serverStreaming: boolean;
}
