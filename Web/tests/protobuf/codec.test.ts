import assert from "node:assert/strict";
import { test } from "node:test";
import { Codec } from "../../plugin/protobuf/codec";
import { codec, contract, every, golden } from "./golden";

const type = "every.v1.Every";
const roundTrip = (value: object) => codec.decode(type, codec.encode(type, value)) as { [name: string]: unknown };

test("what protoc wrote is read as the JSON mapping has it", () => {
  assert.deepEqual(codec.decode(type, golden("every")), every);
});

test("what is written is read by the rules of protoc: it is the same message", () => {
  assert.deepEqual(codec.decode(type, codec.encode(type, every)), every);
  // Byte for byte, but for the order of maps and fields, which is free: the length says that nothing is more or less.
  assert.equal(codec.encode(type, every).length, golden("every").length);
});

test("fields that cannot be unset have their default, the others are not there", () => {
  const empty = codec.decode(type, new Uint8Array()) as { [name: string]: unknown };
  assert.equal(empty.anInt64, "0");
  assert.equal(empty.color, "COLOR_UNSPECIFIED");
  assert.deepEqual(empty.texts, []);
  assert.deepEqual(empty.counts, {});
  for (const name of ["optionalNumber", "byName", "byNumber", "inner", "at", "maybeText", "value"]) {
    assert.equal(name in empty, false, name);
  }
});

test("defaults are not written, but where there is a difference", () => {
  const defaults = { anInt32: 0, aString: "", aBool: false, color: "COLOR_UNSPECIFIED", aDouble: 0 };
  assert.equal(codec.encode(type, defaults).length, 0);
  assert.equal(codec.encode(type, {}).length, 0);
  assert.equal(codec.encode(type, null).length, 0);
  assert.equal(Object.is(roundTrip({ aDouble: -0 }).aDouble, -0), true);
  assert.equal(roundTrip({ optionalText: "" }).optionalText, "");
  assert.equal(roundTrip({ byNumber: 0 }).byNumber, 0);
});

test("both spellings of a name are taken, and null and undefined are not set", () => {
  assert.equal(roundTrip({ an_int32: 5 }).anInt32, 5);
  assert.equal(roundTrip({ renamed: "x" }).other, "x");
  assert.equal(roundTrip({ anInt32: null, aString: undefined }).anInt32, 0);
});

test("numbers may be texts, and large ones must be", () => {
  assert.equal(roundTrip({ anInt64: 5 }).anInt64, "5");
  assert.equal(roundTrip({ anInt64: 5n }).anInt64, "5");
  assert.equal(roundTrip({ aDouble: "1.5e3" }).aDouble, 1500);
  assert.throws(() => codec.encode(type, { aUint64: 2 ** 60 }), /give a text of its digits/);
});

const refusals: [name: string, value: object, why: RegExp][] = [
  ["an unknown field", { nam: "x" }, /every\.v1\.Every has no field nam; it has aDouble/],
  ["an unknown field inside", { inners: [{}, { inner: { nme: 1 } }] }, /^inners\[1\]\.inner: every\.v1\.Inner has/],
  ["a text for a number", { anInt32: "five" }, /^anInt32: "five" is not a whole number/],
  ["a fraction", { anInt32: 1.5 }, /^anInt32: 1.5 is not a whole number/],
  ["too large a number", { anInt32: 2 ** 31 }, /^anInt32: 2147483648 is not from -2147483648/],
  ["a negative unsigned number", { aUint64: "-1" }, /^aUint64: -1 is not from 0/],
  ["too large a float", { aFloat: 1e39 }, /^aFloat: .* too large/],
  ["a number for a text", { aString: 5 }, /^aString: 5 is not a text/],
  ["a text for true", { aBool: "true" }, /^aBool: "true" is not true or false/],
  ["no base64", { someBytes: "?" }, /^someBytes: a text is not base64/],
  ["an unknown name of an enum", { color: "GREEN" }, /^color: "GREEN" is not one of COLOR_UNSPECIFIED, RED, BLUE/],
  ["two of a oneof", { byName: "a", byNumber: 1 }, /byName and byNumber exclude each other/],
  ["a field twice", { anInt32: 1, an_int32: 1 }, /there twice/],
  ["an object for a list", { texts: {} }, /^texts: {} is not a list/],
  ["a list for a map", { counts: [] }, /^counts: \[\] is not an object/],
  ["a list for a message", { inner: [] }, /^inner: \[\] is not an object/],
  ["a bad key", { words: { maybe: "x" } }, /^words\["maybe"\]: "maybe" is not true or false/],
  ["a day that is none", { at: "2030-02-31T00:00:00" }, /^at: .* is not a time/],
  ["a duration without a unit", { took: "5" }, /^took: "5" is not a duration/],
  ["an Any", { anything: {} }, /^anything: a google\.protobuf\.Any has no JSON here/],
  ["a number that JSON lacks", { value: NaN }, /^value: NaN has no JSON/],
];
for (const [name, value, why] of refusals) {
  test(`${name} is refused, and the error says where`, () => {
    assert.throws(() => codec.encode(type, value), { message: why });
  });
}

test("times have any offset and any number of digits", () => {
  assert.equal(roundTrip({ at: "2030-01-31T12:00:00+02:00" }).at, "2030-01-31T10:00:00Z");
  assert.equal(roundTrip({ at: "1960-01-01T00:00:00.000000001Z" }).at, "1960-01-01T00:00:00.000000001Z");
  assert.equal(roundTrip({ at: new Date(0) }).at, "1970-01-01T00:00:00Z");
  assert.equal(roundTrip({ took: "3600.000001s" }).took, "3600.000001s");
});

test("an enum keeps numbers that it does not know", () => {
  assert.equal(roundTrip({ color: 77 }).color, 77);
});

test("a member called __proto__ is a member", () => {
  const counts = roundTrip({ counts: JSON.parse('{"__proto__": 3}') as object }).counts as object;
  assert.equal(Object.getOwnPropertyDescriptor(counts, "__proto__")?.value, 3);
  assert.equal(Object.getPrototypeOf(counts), Object.prototype);
  const structure = roundTrip({ structure: JSON.parse('{"__proto__": {"x": 1}}') as object }).structure as object;
  assert.equal("x" in structure, false);
});

test("methods have their types and say whether they stream", () => {
  assert.deepEqual(codec.methods, ["every.v1.Service/Call", "every.v1.Service/Send", "every.v1.Service/Watch"]);
  assert.equal(codec.method("every.v1.Service/Watch")?.serverStreaming, true);
  assert.equal(codec.method("every.v1.Service/Send")?.clientStreaming, true);
  assert.equal(codec.method("every.v1.Service/Call")?.input, "every.v1.Every");
  assert.equal(codec.method("every.v1.Service/Gone"), undefined);
});

test("proto2 has presence everywhere, and its groups are passed over", () => {
  const old = new Codec(contract("old"));
  assert.deepEqual(old.decode("old.v1.Old", golden("old")), { number: 0, numbers: [1, 2], after: "read" });
  assert.deepEqual([...old.encode("old.v1.Old", { number: 0, numbers: [1] })], [8, 0, 16, 1]);
});
