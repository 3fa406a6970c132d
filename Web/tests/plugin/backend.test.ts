import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallEnd, CallOptions, Host } from "../../bridge/host";
import { backendOf } from "../../plugin/backend";
import { BackendError } from "../../plugin/errors";
import { toBase64 } from "../../plugin/protobuf/base64";
import { codec, contract } from "../protobuf/golden";

type Answer = (method: string, payload: Uint8Array, options: CallOptions) => Promise<CallEnd>;

/** A host whose backend has the contract of every.proto and answers as it is told to. */
function hosted(answer: Answer) {
  let schemas = 0;
  const host = {
    request: async () => {
      schemas += 1;
      return { value: { files: contract("every").map(toBase64) } };
    },
    call: answer,
  } as unknown as Host;
  return { backend: backendOf(host), schemas: () => schemas };
}

const inner = (name: string) => codec.encode("every.v1.Inner", { name });
const good: CallEnd = { status: 0, message: "" };

test("a call goes out as the contract has it, and its answer comes back as JSON", async () => {
  const { backend, schemas } = hosted(async (method, payload, { deadline, onMessage }) => {
    assert.equal(method, "every.v1.Service/Call");
    assert.equal((codec.decode("every.v1.Every", payload) as { anInt32: number }).anInt32, 5);
    assert(deadline > 29_000 && deadline <= 30_000);
    await onMessage(inner("Ann"));
    return good;
  });
  assert.deepEqual(await backend.call("every.v1.Service/Call", { anInt32: 5 }), { name: "Ann", numbers: [] });
  await backend.call("every.v1.Service/Call", { anInt32: 5 });
  assert.equal(schemas(), 1);
});

test("what fails has a status by name", async () => {
  const { backend } = hosted(async () => ({ status: 5, message: "there is no Ann" }));
  await assert.rejects(backend.call("every.v1.Service/Call"), {
    name: "BackendError",
    status: "NOT_FOUND",
    code: 5,
    message: "there is no Ann",
    method: "every.v1.Service/Call",
  });
});

test("a request that does not fit is not sent", async () => {
  const { backend } = hosted(async () => assert(false) as never);
  await assert.rejects(backend.call("every.v1.Service/Call", { anInt: 1 }), { status: "INVALID_ARGUMENT" });
});

test("a method that is not there is named, with those that are", async () => {
  const { backend, schemas } = hosted(async () => good);
  await assert.rejects(backend.call("every.v1.Service/Cal"), /no method .*\/Cal; it has every.v1.Service\/Call,/);
  await assert.rejects(backend.call("every.v1.Service/Cal"), { status: "UNIMPLEMENTED" });
  assert.equal(schemas(), 2);
});

test("without a way to the contract a call is unavailable, and the next one asks again", async () => {
  let asked = 0;
  const host = {
    request: async () => {
      asked += 1;
      return { problem: { type: "omniview:window/disconnected", title: "The engine is not there", status: 0 } };
    },
  } as unknown as Host;
  for (let round = 0; round < 2; round += 1) {
    const call = backendOf(host).call("every.v1.Service/Call");
    await assert.rejects(call, { status: "UNAVAILABLE", message: "The engine is not there" });
  }
  assert.equal(asked, 2);
});

test("a call of a stream, and one without an answer, are errors", async () => {
  const two = hosted(async (_method, _payload, { onMessage }) => {
    await onMessage(new Uint8Array());
    await onMessage(new Uint8Array());
    return good;
  });
  await assert.rejects(two.backend.call("every.v1.Service/Watch"), /answers with a stream/);
  const none = hosted(async () => good);
  await assert.rejects(none.backend.call("every.v1.Service/Call"), /without an answer/);
});

test("an answer that is no message is the backend's mistake", async () => {
  const { backend } = hosted(async (_method, _payload, { onMessage, signal }) => {
    await onMessage(Uint8Array.of(0x0a, 0xff));
    return signal?.aborted ? { status: 1, message: "" } : good;
  });
  await assert.rejects(backend.call("every.v1.Service/Call"), { status: "INTERNAL" });
});

test("a stream is read one by one, and the backend waits for the loop", async () => {
  let sent = 0;
  const { backend } = hosted(async (_method, _payload, { deadline, onMessage }) => {
    assert.equal(deadline, 0);
    for (; sent < 3; sent += 1) await onMessage(codec.encode("every.v1.Every", { anInt32: sent }));
    return good;
  });
  const got: number[] = [];
  for await (const message of backend.stream("every.v1.Service/Watch")) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    assert.equal(sent, got.length);
    got.push((message as { anInt32: number }).anInt32);
  }
  assert.deepEqual(got, [0, 1, 2]);
});

test("leaving the loop cancels the stream", async () => {
  let cancelled = false;
  const { backend } = hosted(async (_method, _payload, { onMessage, signal }) => {
    signal?.addEventListener("abort", () => (cancelled = true));
    while (!cancelled) await onMessage(new Uint8Array());
    return { status: 1, message: "" };
  });
  for await (const _ of backend.stream("every.v1.Service/Watch")) break;
  assert.equal(cancelled, true);
});

test("an error ends the loop behind the messages before it", async () => {
  const { backend } = hosted(async (_method, _payload, { onMessage }) => {
    await onMessage(new Uint8Array());
    return { status: 14, message: "it crashed" };
  });
  let count = 0;
  const loop = async () => {
    for await (const _ of backend.stream("every.v1.Service/Watch")) count += 1;
  };
  await assert.rejects(loop(), { status: "UNAVAILABLE" });
  assert.equal(count, 1);
  assert.equal(new BackendError(99, "", "a.B/C").status, "UNKNOWN");
});
