import type { Answered, CallEnd, CallOptions } from "../bridge/host";
import { limits, type FromView, type ToView, type ViewRequest } from "../bridge/port";
import { initialCredit } from "../bridge/socket";

type Post = (message: FromView, transfer?: Transferable[]) => void;

/** gRPC status codes that are decided here. */
const cancelled: CallEnd = { status: 1, message: "the view cancelled the call" };
const tooLarge: CallEnd = {
  status: 8,
  message: `the request is larger than ${limits.maxPayloadBytes / 1024 / 1024} MiB, which is what a view may send`,
};

interface OpenCall {
  onMessage(payload: Uint8Array): void;
  onEnd(end: CallEnd): void;
}

/**
 * The calls and requests of one view that are under way. No more than the window takes are open at once; the others
 * wait their turn.
 */
export class Calls {
  private readonly post: Post;
  private nextID = 1;
  private readonly calls = new Map<number, OpenCall>();
  private readonly requests = new Map<number, (answer: Answered) => void>();
  private readonly waiting: (() => void)[] = [];

  constructor(post: Post) {
    this.post = post;
  }

  call(method: string, payload: Uint8Array, options: CallOptions): Promise<CallEnd> {
    return new Promise((resolve) => {
      const { signal } = options;
      if (signal?.aborted) return resolve(cancelled);
      if (payload.byteLength > limits.maxPayloadBytes) return resolve(tooLarge);
      const started = performance.now();
      let id: number | undefined;
      const finish = (end: CallEnd) => {
        signal?.removeEventListener("abort", abort);
        if (id !== undefined) this.close(this.calls, id);
        resolve(end);
      };
      const abort = () => {
        if (id !== undefined) this.post({ type: "cancel", id });
        finish(cancelled);
      };
      signal?.addEventListener("abort", abort);
      this.whenFree(() => {
        if (signal?.aborted) return;
        // Time in the queue counts.
        const left = options.deadline > 0 ? options.deadline - (performance.now() - started) : 0;
        if (options.deadline > 0 && left <= 0) return finish({ status: 4, message: "too many calls were before it" });
        id = this.nextID++;
        const take = this.taker(id, options.onMessage);
        this.calls.set(id, { onMessage: take.message, onEnd: (end) => void take.done().then(() => finish(end)) });
        // A copy: the buffer moves to the window, and the bytes may be part of a larger one.
        const buffer = payload.slice().buffer;
        this.post({ type: "call", id, method, payload: buffer, deadline: Math.ceil(left) }, [buffer]);
      });
    });
  }

  request(request: ViewRequest): Promise<Answered> {
    return new Promise((resolve) =>
      this.whenFree(() => {
        const id = this.nextID++;
        this.requests.set(id, resolve);
        this.post({ type: "request", id, request });
      }),
    );
  }

  receive(message: Extract<ToView, { id: number }>) {
    switch (message.type) {
      case "message":
        return this.calls.get(message.id)?.onMessage(new Uint8Array(message.payload));
      case "end":
        return this.calls.get(message.id)?.onEnd({ status: message.status, message: message.message });
      case "result":
        return this.answer(message.id, { value: message.value });
      case "problem": {
        const call = this.calls.get(message.id);
        // A call that the engine did not take at all, such as of a method that the definition does not list.
        const { status, title, detail = title } = message.problem;
        if (call) call.onEnd({ status: statusOf(status), message: detail });
        return this.answer(message.id, { problem: message.problem });
      }
    }
  }

  /**
   * Hands on one message after the other, and asks for more in the measure in which they were taken: half of what may
   * be under way at a time, so that the stream never stands still for a reader that keeps up.
   */
  private taker(id: number, onMessage: CallOptions["onMessage"]) {
    let last = Promise.resolve();
    let taken = 0;
    return {
      message: (payload: Uint8Array) => {
        last = last.then(async () => {
          if (!this.calls.has(id)) return;
          await onMessage(payload);
          taken += 1;
          if (taken < initialCredit / 2 || !this.calls.has(id)) return;
          this.post({ type: "credit", id, count: taken });
          taken = 0;
        });
      },
      done: () => last,
    };
  }

  private answer(id: number, answer: Answered) {
    const resolve = this.requests.get(id);
    if (!resolve) return;
    this.close(this.requests, id);
    resolve(answer);
  }

  private whenFree(start: () => void) {
    if (this.calls.size + this.requests.size < limits.maxOpenCalls) start();
    else this.waiting.push(start);
  }

  private close(open: Map<number, unknown>, id: number) {
    open.delete(id);
    while (this.waiting.length > 0 && this.calls.size + this.requests.size < limits.maxOpenCalls) {
      this.waiting.shift()?.();
    }
  }
}

/** The gRPC status that comes closest to a status of HTTP. */
function statusOf(http: number): number {
  return statusCodes[http] ?? (http >= 500 ? 13 : 2);
}

const statusCodes: { [http: number]: number } = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  409: 9,
  422: 3,
  429: 8,
  499: 1,
  503: 14,
  504: 4,
};
