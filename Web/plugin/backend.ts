import type { Host } from "../bridge/host";
import { BackendError, EngineError } from "./errors";
import type { Codec } from "./protobuf/codec";
import { CodecError } from "./protobuf/error";
import { forgetSchema, schemaOf } from "./schema";

/**
 * What methods take and give, by `package.Service/Method`. Without one of your own, anything goes:
 *
 *     interface Greeter {
 *       "omniview.hello.v1.Greeter/Greet": { request: { name: string }; response: { greeting: string } };
 *     }
 */
export interface AnyContract {
  // JSON of whatever shape the contract gives it.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  [method: string]: { request: any; response: any };
}

/** Any interface whose members are a request and a response each. */
export type Shape<Contract> = { [Method in keyof Contract]: { request: unknown; response: unknown } };
export type MethodOf<Contract> = keyof Contract & string;
export type RequestOf<C extends Shape<C>, Method extends MethodOf<C>> = C[Method]["request"];
export type ResponseOf<C extends Shape<C>, Method extends MethodOf<C>> = C[Method]["response"];

export interface CallSettings {
  /** Milliseconds; 30,000 for a call and none for a stream unless given. 0 is none. */
  deadline?: number;
  signal?: AbortSignal;
}

/** The plugin's own backend. Only the methods that the definition lists for views can be called (`ui.methods`). */
export interface Backend<Contract extends Shape<Contract> = AnyContract> {
  /** One answer. Throws a {@link BackendError}. */
  call<Method extends MethodOf<Contract>>(
    method: Method,
    request?: RequestOf<Contract, Method>,
    settings?: CallSettings,
  ): Promise<ResponseOf<Contract, Method>>;
  /**
   * Answers, one after the other, until the backend ends it or the loop is left. The backend is not asked for more than
   * the loop takes.
   */
  stream<Method extends MethodOf<Contract>>(
    method: Method,
    request?: RequestOf<Contract, Method>,
    settings?: CallSettings,
  ): AsyncIterable<ResponseOf<Contract, Method>>;
}

/** Milliseconds that a call may take when it does not say. */
export const defaultDeadline = 30_000;

type OnMessage = (message: unknown) => void | Promise<void>;

/** Makes one call; resolves when it has ended well. */
export async function run(host: Host, method: string, request: unknown, settings: CallSettings, onMessage: OnMessage) {
  const { signal, deadline = defaultDeadline } = settings;
  const started = performance.now();
  const codec = await contractOf(host, method);
  if (signal?.aborted) throw new BackendError(1, "the view cancelled the call", method);
  const declared = codec.method(method);
  if (!declared) {
    // A backend that was replaced meanwhile may have it; the next call asks.
    forgetSchema(host);
    const methods = codec.methods.join(", ") || "none";
    throw new BackendError(12, `the backend has no method ${method}; it has ${methods}`, method);
  }
  if (declared.clientStreaming) throw new BackendError(12, "a view cannot send a stream", method);
  const payload = translated(3, method, () => codec.encode(declared.input, request));
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal?.addEventListener("abort", abort);
  let failure: unknown;
  try {
    const end = await host.call(method, payload, {
      deadline: deadline > 0 ? Math.max(1, deadline - (performance.now() - started)) : 0,
      signal: stop.signal,
      async onMessage(bytes) {
        if (stop.signal.aborted) return;
        try {
          await onMessage(translated(13, method, () => codec.decode(declared.output, bytes)));
        } catch (error) {
          failure = error;
          stop.abort();
        }
      },
    });
    if (failure !== undefined) throw failure;
    if (end.status !== 0) throw new BackendError(end.status, end.message, method);
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}

/**
 * The contract, asked for with the first call. Without a way to the backend the call fails as one that is under way
 * would, so that whoever tries again tries this again too.
 */
async function contractOf(host: Host, method: string): Promise<Codec> {
  try {
    return await schemaOf(host);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    // 0 is a connection that was lost; from 502 on the backend is not there, or not yet.
    const { status } = error.problem;
    throw new BackendError(status === 0 || status >= 502 ? 14 : 13, error.message, method);
  }
}

/** What does not fit the contract is the view's mistake before a call, and the backend's behind it. */
function translated<Result>(code: number, method: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof CodecError ? new BackendError(code, error.message, method) : error;
  }
}

export function backendOf<Contract extends Shape<Contract> = AnyContract>(host: Host): Backend<Contract> {
  return {
    async call(method, request, settings = {}) {
      let answer: { value: unknown } | undefined;
      await run(host, method, request, settings, (value) => {
        if (answer) throw new BackendError(12, "the method answers with a stream; use stream or useStream", method);
        answer = { value };
      });
      if (!answer) throw new BackendError(13, "the backend ended the call without an answer", method);
      return answer.value as never;
    },
    stream: (method, request, settings = {}) => ({
      [Symbol.asyncIterator]: () => iterate(host, method, request, settings) as AsyncGenerator<never>,
    }),
  };
}

async function* iterate(host: Host, method: string, request: unknown, settings: CallSettings): AsyncGenerator<unknown> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  settings.signal?.addEventListener("abort", abort);
  if (settings.signal?.aborted) stop.abort();
  // Each message waits until the loop has come back for the next, and only then is more asked for.
  let arrived: { value: unknown; taken: () => void } | undefined;
  let wake = () => {};
  let ended = false;
  const done = run(host, method, request, { deadline: 0, ...settings, signal: stop.signal }, (value) => {
    return new Promise<void>((taken) => {
      arrived = { value, taken };
      stop.signal.addEventListener("abort", () => taken(), { once: true });
      wake();
    });
  }).finally(() => {
    ended = true;
    wake();
  });
  done.catch(() => {});
  try {
    for (;;) {
      if (arrived) {
        const { value, taken } = arrived;
        arrived = undefined;
        yield value;
        taken();
      } else if (ended) {
        return await done;
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    settings.signal?.removeEventListener("abort", abort);
    stop.abort();
  }
}
