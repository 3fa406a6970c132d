import { readFileSync } from "node:fs";
import { Codec } from "../../plugin/protobuf/codec";
import { Reader } from "../../plugin/protobuf/wire";

/** Where dev/test-web has put what protoc made of the files beside this one. */
const folder = process.env.GOLDEN ?? "";

/** A message in its own encoding, as protoc wrote it. */
export const golden = (name: string) => new Uint8Array(readFileSync(`${folder}/${name}.bin`));

/** The files of a contract: field 1 of `google.protobuf.FileDescriptorSet`. */
export function contract(name: string): Uint8Array[] {
  const reader = new Reader(new Uint8Array(readFileSync(`${folder}/${name}.ds`)));
  const files: Uint8Array[] = [];
  while (!reader.done) {
    reader.tag();
    files.push(reader.lengthDelimited());
  }
  return files;
}

export const codec = new Codec(contract("every"));

/** What every.txtpb says, as JSON. */
export const every = {
  aDouble: -1.5e300,
  aFloat: 0.1,
  anInt32: -7,
  anInt64: "-9223372036854775808",
  aUint32: 4294967295,
  aUint64: "18446744073709551615",
  aSint32: -2147483648,
  aSint64: "9223372036854775807",
  aFixed32: 4000000000,
  aFixed64: "10000000000000000000",
  aSfixed32: -3,
  aSfixed64: "-4",
  aBool: true,
  aString: "Grüße, 世界 🌍",
  someBytes: "AP8Q",
  color: "BLUE",
  inner: { name: "outer", inner: { name: "in", numbers: [1, -1, 300] }, numbers: [] },
  optionalNumber: 0,
  byInner: { name: "chosen", numbers: [] },
  packedNumbers: [0, 1, -1, 2147483647],
  looseNumbers: ["0", "-1", "9007199254740993"],
  texts: ["", "b"],
  inners: [
    { name: "one", numbers: [] },
    { name: "", numbers: [] },
  ],
  colors: ["RED", "COLOR_UNSPECIFIED", "BLUE"],
  doubles: ["NaN", "Infinity", "-Infinity", -0],
  counts: { a: 1, "": 0 },
  byKey: { "-5": { name: "minus", numbers: [] } },
  words: { true: "yes", false: "no" },
  palette: { sky: "BLUE" },
  at: "2030-03-17T17:46:40.120Z",
  took: "-1.500s",
  structure: { k: [1.5, null] },
  value: "free",
  list: [true, { x: 0 }],
  mask: "user.displayName,photo",
  maybeText: "",
  maybeNumber: "9007199254740993",
  maybeBool: true,
  other: "r",
  nothing: null,
};
