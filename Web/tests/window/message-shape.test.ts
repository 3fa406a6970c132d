import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "../../bridge/port";
import { isJSON, jsonLimits } from "../../window/views/json-shape";
import { readMessage } from "../../window/views/message-shape";

const key = { type: "key", key: "k", code: "KeyK", ctrl: true, meta: false, alt: false, shift: false };

test("what the bridge has is taken as it is", () => {
  const messages = [
    { type: "beat" },
    { type: "mounted" },
    { type: "unmounted" },
    { type: "crashed", message: "no", stack: "at x" },
    { type: "error", message: "no" },
    { type: "call", id: 1, method: "a.b.C/D", payload: new ArrayBuffer(3), deadline: 0 },
    { type: "credit", id: 1, count: 16 },
    { type: "cancel", id: 4_294_967_295 },
    { type: "request", id: 2, request: { op: "schema" } },
    { type: "request", id: 2, request: { op: "settings.set", values: { a: [1, null, { b: "c" }] } } },
    { type: "request", id: 2, request: { op: "storage.set", key: "k", value: null } },
    { type: "notify", level: "warning", text: "hot" },
    { type: "navigate", to: { path: "a/b" } },
    { type: "navigate", to: { plugin: "hello", view: "main", path: "" } },
    { type: "title", title: "T" },
    { type: "leave", direction: "backward" },
    key,
  ];
  for (const message of messages) assert.deepEqual(readMessage(message), message);
});

test("what it has not is nothing", () => {
  const payload = new ArrayBuffer(1);
  const messages: unknown[] = [
    null,
    undefined,
    "beat",
    [],
    {},
    { type: "beats" },
    { type: "toString" },
    { type: "call", id: 0, method: "a.C/D", payload, deadline: 0 },
    { type: "call", id: 1.5, method: "a.C/D", payload, deadline: 0 },
    { type: "call", id: 1, method: "a.C/D/E", payload, deadline: 0 },
    { type: "call", id: 1, method: "../C/D", payload, deadline: 0 },
    { type: "call", id: 1, method: "a.C/D", payload: new Uint8Array(1), deadline: 0 },
    { type: "call", id: 1, method: "a.C/D", payload, deadline: Number.NaN },
    { type: "call", id: 1, method: "a.C/D", payload, deadline: -1 },
    { type: "credit", id: 1, count: Infinity },
    { type: "request", id: 1, request: { op: "view.reset", plugin: "other", view: "main" } },
    { type: "request", id: 1, request: { op: "storage.get", key: "" } },
    { type: "request", id: 1, request: { op: "storage.get", key: "k".repeat(129) } },
    { type: "request", id: 1, request: { op: "settings.set", values: { a: () => 1 } } },
    { type: "notify", level: "fatal", text: "x" },
    { type: "navigate", to: { plugin: "../..", view: "main" } },
    { type: "navigate", to: { plugin: "hello" } },
    { type: "navigate", to: { path: "p".repeat(2_001) } },
    { type: "navigate", to: {} },
    { type: "title", title: 7 },
    { ...key, ctrl: "yes" },
    { type: "leave", direction: "up" },
    { type: "crashed", message: "no", stack: 1 },
  ];
  for (const message of messages) assert.equal(readMessage(message), undefined, JSON.stringify(message));
});

test("texts for people are cut, and nothing else comes along", () => {
  const message = "m".repeat(9_999);
  const crashed = readMessage({ type: "crashed", message, stack: "s".repeat(99_999), plugin: "other" });
  assert(crashed?.type === "crashed");
  assert.equal(crashed.message.length, limits.maxErrorLength);
  assert.equal(crashed.stack?.length, limits.maxStackLength);
  assert.deepEqual(Object.keys(crashed).sort(), ["message", "stack", "type"]);
  const title = readMessage({ type: "title", title: "t".repeat(999) });
  assert.equal(title?.type === "title" && title.title.length, limits.maxTitleLength);
});

test("JSON is what JSON can write, within limits", () => {
  assert(isJSON({ a: [1, "b", null, true, { c: [] }] }));
  const loop: { self?: unknown } = {};
  loop.self = loop;
  const sparse: unknown[] = [];
  sparse.length = 4_000_000_000;
  const others = [undefined, 1n, Number.NaN, new Map(), new Date(), new ArrayBuffer(1), /a/, loop, sparse, [undefined]];
  for (const value of others) assert.equal(isJSON(value), false);
  assert.equal(isJSON("x".repeat(jsonLimits.characters)), true);
  assert.equal(isJSON(["x".repeat(jsonLimits.characters), "y"]), false);
  assert.equal(isJSON({ ["k".repeat(jsonLimits.characters + 1)]: 1 }), false);
  let deep: unknown = 1;
  for (let depth = 0; depth < jsonLimits.depth; depth++) deep = [deep];
  assert.equal(isJSON(deep), false);
  assert.equal(isJSON(Array.from({ length: jsonLimits.values + 1 }, () => 0)), false);
});
