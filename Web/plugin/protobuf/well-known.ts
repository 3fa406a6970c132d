/** The messages of google.protobuf that JSON writes in ways of their own. */
import { CodecError } from "./error";

const wrappers = ["Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes"];

/** `BoolValue` and its like: a value that may be unset, written as the value. */
export const wrapperNames = new Set(wrappers.map((name) => `google.protobuf.${name}Value`));

/** From 0001-01-01 to 9999-12-31, in seconds of Unix time. */
export const firstSecond = -62_135_596_800n;
export const lastSecond = 253_402_300_799n;
/** About 10,000 years. */
export const longestSeconds = 315_576_000_000n;

/** An Any holds a message of any contract, and the contract at hand may not have it. */
export function refuseAny(): never {
  throw new CodecError("a google.protobuf.Any has no JSON here");
}

/** Nine digits behind the point, in threes, and none when there are none. */
export function fraction(nanos: number): string {
  if (nanos === 0) return "";
  const digits = String(nanos).padStart(9, "0");
  return `.${digits.endsWith("000000") ? digits.slice(0, 3) : digits.endsWith("000") ? digits.slice(0, 6) : digits}`;
}
