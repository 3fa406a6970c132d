import assert from "node:assert/strict";
import { test } from "node:test";
import { Codec } from "../../plugin/protobuf/codec";
import { CodecError } from "../../plugin/protobuf/error";
import { codec, contract, golden } from "./golden";

const type = "every.v1.Every";
const bytes = (...values: number[]) => Uint8Array.from(values);

/** Reads it, or refuses it with the one error that it may. */
function holdsUp(work: () => unknown) {
  try {
    work();
  } catch (error) {
    assert(error instanceof CodecError, `${String(error)} is not the error that is expected`);
  }
}

test("a message that is cut anywhere is read or refused", () => {
  const whole = golden("every");
  for (let length = 0; length < whole.length; length += 1) holdsUp(() => codec.decode(type, whole.subarray(0, length)));
});

test("a message with any one byte changed is read or refused", () => {
  const whole = golden("every");
  for (let at = 0; at < whole.length; at += 1) {
    for (const flip of [0x01, 0x80, 0xff]) {
      const changed = whole.slice();
      changed[at] = (changed[at] ?? 0) ^ flip;
      holdsUp(() => codec.decode(type, changed));
    }
  }
});

test("descriptors that are cut or changed are read or refused", () => {
  for (const file of contract("every")) {
    for (let length = 0; length < file.length; length += 7) {
      holdsUp(() => new Codec([file.subarray(0, length)]).decode(type, golden("every")));
      const changed = file.slice();
      changed[length] = (changed[length] ?? 0) ^ 0xff;
      holdsUp(() => new Codec([changed]).decode(type, golden("every")));
    }
  }
});

test("random bytes are read or refused", () => {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) & 0xff;
  for (let round = 0; round < 2_000; round += 1) {
    holdsUp(() => codec.decode(type, Uint8Array.from({ length: round % 64 }, random)));
  }
});

const refused: [name: string, bytes: Uint8Array, why: RegExp][] = [
  ["a length beyond the end", bytes(0x72, 0xff, 0xff, 0xff, 0xff, 0x0f), /ends 4294967295 bytes too early/],
  ["a number that does not end", bytes(0x18, ...Array<number>(10).fill(0xff)), /longer than ten bytes/],
  ["a number that is cut", bytes(0x18, 0x80), /ends inside a number/],
  ["a double that is cut", bytes(0x09, 0, 0), /ends inside a number/],
  ["field 0", bytes(0x00, 0x00), /0 is not the number of a field/],
  ["wire type 6", bytes(0x0e), /6 is not a wire type/],
  ["a group that only ends", bytes(0x0c), /4 is not a wire type/],
  ["a group that ends as another", bytes(0xa3, 0x06, 0xac, 0x06), /group 100 ends as group 101/],
  ["a text that is not UTF-8", bytes(0x72, 1, 0xff), /^aString: a text is not UTF-8/],
  ["a time without end", bytes(0x92, 0x03, 7, 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), /^at: .* is no time/],
];
for (const [name, message, why] of refused) {
  test(`${name} is refused`, () => assert.throws(() => codec.decode(type, message), { message: why }));
}

test("messages inside messages have an end", () => {
  let nested = new Uint8Array();
  for (let depth = 0; depth < 120; depth += 1) {
    const length = nested.length < 128 ? [nested.length] : [(nested.length & 0x7f) | 0x80, nested.length >> 7];
    nested = Uint8Array.from([0x12, ...length, ...nested]);
  }
  assert.throws(() => codec.decode("every.v1.Inner", nested), /nested more than 100 deep/);
  let value: object = {};
  for (let depth = 0; depth < 120; depth += 1) value = { inner: value };
  assert.throws(() => codec.encode("every.v1.Inner", value), /nested more than 100 deep/);
  assert.throws(() => codec.decode(type, Uint8Array.from({ length: 400 }, () => 0x0b)), /nested more than 100 deep/);
});

test("a message in pieces is their sum, and of a oneof the last counts", () => {
  const inner = bytes(0x8a, 1, 3, 0x0a, 1, 0x61, 0x8a, 1, 2, 0x18, 5);
  assert.deepEqual((codec.decode(type, inner) as { inner: object }).inner, { name: "a", numbers: [5] });
  const chosen = codec.decode(type, bytes(0xa2, 1, 1, 0x61, 0xa8, 1, 9)) as { [name: string]: unknown };
  assert.equal(chosen.byNumber, 9);
  assert.equal("byName" in chosen, false);
});

test("a field in another shape is passed over, packed or not is all the same", () => {
  assert.equal((codec.decode(type, bytes(0x1a, 1, 0x61)) as { anInt32: number }).anInt32, 0);
  const loose = codec.decode(type, bytes(0xf0, 1, 1, 0xf2, 1, 2, 2, 3)) as { packedNumbers: number[] };
  assert.deepEqual(loose.packedNumbers, [1, 2, 3]);
});
