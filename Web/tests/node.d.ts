// The little of Node.js that the tests use; its own types are not among what the build needs.
declare module "node:test" {
  export function test(name: string, body: () => void | Promise<void>): Promise<void>;
}
declare module "node:assert/strict" {
  const assert: {
    (value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    throws(body: () => unknown, expected?: RegExp | object): void;
    rejects(promise: Promise<unknown>, expected?: RegExp | object): Promise<void>;
    match(actual: string, expected: RegExp): void;
  };
  export default assert;
}
declare module "node:fs" {
  export function readFileSync(path: string): Uint8Array;
}
declare const process: { env: { [name: string]: string | undefined } };
