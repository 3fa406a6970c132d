import assert from "node:assert/strict";
import { test } from "node:test";
import { limits, type FromView } from "../../bridge/port";
import { Calls } from "../../frame/calls";

/** Calls whose messages to the window are kept here. */
function made() {
  const sent: FromView[] = [];
  const calls = new Calls((message) => sent.push(message));
  return { calls, sent, of: (type: FromView["type"]) => sent.filter((message) => message.type === type) };
}

const payload = new Uint8Array([1, 2, 3]);
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const ignore = () => {};

test("a call gets its messages in order, and then its end", async () => {
  const { calls, sent } = made();
  const got: number[] = [];
  const end = calls.call("a.B/C", payload, { deadline: 1000, onMessage: (bytes) => void got.push(bytes[0] ?? -1) });
  const [call] = sent;
  assert(call?.type === "call" && call.id === 1 && call.method === "a.B/C" && call.deadline <= 1000);
  for (const one of [7, 8]) calls.receive({ type: "message", id: 1, payload: Uint8Array.of(one).buffer });
  calls.receive({ type: "end", id: 1, status: 0, message: "" });
  assert.deepEqual(await end, { status: 0, message: "" });
  assert.deepEqual(got, [7, 8]);
});

test("more is asked for only as fast as messages are taken", async () => {
  const { calls, of } = made();
  let release = ignore;
  const onMessage = () => new Promise<void>((resolve) => (release = resolve));
  void calls.call("a.B/C", payload, { deadline: 0, onMessage });
  for (let one = 0; one < 32; one += 1) calls.receive({ type: "message", id: 1, payload: new ArrayBuffer(0) });
  for (let one = 0; one < 15; one += 1) {
    await settle();
    release();
  }
  await settle();
  assert.equal(of("credit").length, 0);
  release();
  await settle();
  assert.deepEqual(of("credit"), [{ type: "credit", id: 1, count: 16 }]);
});

test("the end comes behind the last message, however long that is worked on", async () => {
  const { calls } = made();
  const order: string[] = [];
  const call = calls.call("a.B/C", payload, {
    deadline: 0,
    onMessage: () => settle().then(() => void order.push("message")),
  });
  calls.receive({ type: "message", id: 1, payload: new ArrayBuffer(0) });
  calls.receive({ type: "end", id: 1, status: 5, message: "gone" });
  assert.deepEqual(await call, { status: 5, message: "gone" });
  assert.deepEqual(order, ["message"]);
});

test("a call that is cancelled ends at once, and its messages go nowhere", async () => {
  const { calls, of } = made();
  const stop = new AbortController();
  const call = calls.call("a.B/C", payload, { deadline: 0, signal: stop.signal, onMessage: () => assert(false) });
  stop.abort();
  assert.equal((await call).status, 1);
  calls.receive({ type: "message", id: 1, payload: new ArrayBuffer(0) });
  calls.receive({ type: "end", id: 1, status: 0, message: "" });
  await settle();
  assert.equal(of("cancel").length, 1);
});

test("a call that was cancelled before is not sent", async () => {
  const { calls, sent } = made();
  const stop = new AbortController();
  stop.abort();
  const end = await calls.call("a.B/C", payload, { deadline: 0, signal: stop.signal, onMessage: ignore });
  assert.equal(end.status, 1);
  assert.equal(sent.length, 0);
});

test("no more is open at once than the window takes; the rest waits its turn", async () => {
  const { calls, of } = made();
  for (let one = 0; one < limits.maxOpenCalls + 3; one += 1) {
    void calls.call("a.B/C", payload, { deadline: 0, onMessage: ignore });
  }
  const asked = calls.request({ op: "storage.keys" });
  assert.equal(of("call").length, limits.maxOpenCalls);
  assert.equal(of("request").length, 0);
  for (let id = 1; id <= 4; id += 1) calls.receive({ type: "end", id, status: 0, message: "" });
  await settle();
  assert.equal(of("call").length, limits.maxOpenCalls + 3);
  assert.equal(of("request").length, 1);
  calls.receive({ type: "result", id: limits.maxOpenCalls + 4, value: ["a"] });
  assert.deepEqual(await asked, { value: ["a"] });
});

test("one that waits and is cancelled takes no place", async () => {
  const { calls, of } = made();
  for (let one = 0; one < limits.maxOpenCalls; one += 1) {
    void calls.call("a.B/C", payload, { deadline: 0, onMessage: ignore });
  }
  const stop = new AbortController();
  const waiting = calls.call("a.B/C", payload, { deadline: 0, signal: stop.signal, onMessage: ignore });
  stop.abort();
  assert.equal((await waiting).status, 1);
  void calls.call("a.B/D", payload, { deadline: 0, onMessage: ignore });
  calls.receive({ type: "end", id: 1, status: 0, message: "" });
  await settle();
  assert.equal(of("call").length, limits.maxOpenCalls + 1);
  assert.equal(of("cancel").length, 0);
});

test("a request that is too large is refused here", async () => {
  const { calls, sent } = made();
  const end = await calls.call("a.B/C", new Uint8Array(limits.maxPayloadBytes + 1), { deadline: 0, onMessage: ignore });
  assert.equal(end.status, 8);
  assert.equal(sent.length, 0);
});

test("a call that the engine refuses ends with the status that comes closest", async () => {
  const { calls } = made();
  const call = calls.call("a.B/C", payload, { deadline: 0, onMessage: ignore });
  calls.receive({ type: "problem", id: 1, problem: { type: "x", title: "No", status: 403, detail: "not listed" } });
  assert.deepEqual(await call, { status: 7, message: "not listed" });
});
