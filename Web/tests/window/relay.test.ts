import assert from "node:assert/strict";
import { test } from "node:test";
import { limits, type ToView } from "../../bridge/port";
import type { Asked, Connection } from "../../window/connection/connection";
import type { ExchangeHandlers } from "../../window/connection/exchange";
import { Relay } from "../../window/views/relay";
import { TokenBucket } from "../../window/views/token-bucket";

/** A connection that only notes what is asked of it. */
function pretend() {
  const begun: { asked: Asked; handlers: ExchangeHandlers; granted: number; isCancelled: boolean }[] = [];
  const connection = {
    begin(asked: Asked, handlers: ExchangeHandlers) {
      const exchange = { asked, handlers, granted: 0, isCancelled: false };
      begun.push(exchange);
      return {
        id: begun.length,
        grant: (count: number) => (exchange.granted += count),
        cancel: () => (exchange.isCancelled = true),
      };
    },
  } as unknown as Connection;
  const sent: ToView[] = [];
  return { begun, sent, relay: new Relay(connection, 7, (message) => sent.push(message)) };
}

const call = (id: number, bytes = 1) =>
  ({ type: "call", id, method: "a.B/C", payload: new ArrayBuffer(bytes), deadline: 10.4 } as const);

test("a call goes out with the session, and its answers come back under the view's number", () => {
  const { begun, sent, relay } = pretend();
  relay.call(call(5));
  assert.deepEqual(begun[0]?.asked, { op: "call", session: 7, method: "a.B/C", deadline_ms: 10 });
  const payload = new ArrayBuffer(2);
  begun[0]?.handlers.message?.(payload);
  begun[0]?.handlers.end?.(0, "");
  assert.deepEqual(sent, [
    { type: "message", id: 5, payload },
    { type: "end", id: 5, status: 0, message: "" },
  ]);
  assert.equal(relay.has(5), false);
});

test("what is beyond a limit is answered and does not reach the engine", () => {
  const { begun, sent, relay } = pretend();
  relay.call(call(1, limits.maxPayloadBytes + 1));
  assert.equal(begun.length, 0);
  for (let id = 10; id < 10 + limits.maxOpenCalls; id++) relay.call(call(id));
  relay.call(call(2));
  relay.request({ type: "request", id: 3, request: { op: "schema" } });
  assert.equal(begun.length, limits.maxOpenCalls);
  assert.deepEqual(
    sent.map((message) => [message.type, "id" in message && message.id]),
    [["end", 1], ["end", 2], ["problem", 3]],
  );
});

test("a view cannot have more promised than it may take", () => {
  const { begun, relay } = pretend();
  relay.call(call(1));
  relay.grant(1, 10_000);
  relay.grant(1, 10_000);
  relay.grant(9, 10);
  assert.equal(begun[0]?.granted, 1_024 - 32);
});

test("between two sessions calls are answered at once, and old ones are ended", () => {
  const { begun, sent, relay } = pretend();
  relay.call(call(1));
  relay.suspend();
  relay.call(call(2));
  assert.deepEqual(sent.map((message) => message.type === "end" && message.status), [14]);
  relay.resume(8);
  assert.equal(begun[0]?.isCancelled, true);
  relay.call(call(3));
  assert.equal((begun[1]?.asked as { session?: number }).session, 8);
});

test("a bucket gives a burst, then so many a second", () => {
  let now = 0;
  const bucket = new TokenBucket(10, 3, () => now);
  const take = (count: number) => Array.from({ length: count }, () => bucket.take()).filter(Boolean).length;
  assert.equal(take(5), 3);
  now = 100;
  assert.equal(take(5), 1);
  now = 10_000;
  assert.equal(take(50), 3);
});
