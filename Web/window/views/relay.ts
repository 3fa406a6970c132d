import { limits, type FromView, type ToView } from "../../bridge/port";
import { initialCredit } from "../../bridge/socket";
import type { Connection } from "../connection/connection";
import { connectionLost, type Exchange } from "../connection/exchange";

/** Status codes of gRPC that the window itself gives. */
const resourceExhausted = 8;
const unavailable = 14;

/** Messages of one stream that a view may have promised to take at once. */
const maximumCredit = 1_024;

/**
 * The calls and requests of one view, to the engine and back.
 *
 * A view's numbers are its own; the engine sees the connection's. Credit goes through as the view gives it, so a view
 * that does not take its messages is what holds its backend up, and nothing waits here.
 */
export class Relay {
  private readonly exchanges = new Map<number, Exchange>();
  /** What each stream may still send, so that a view cannot have more promised than it could take. */
  private readonly credit = new Map<number, number>();

  constructor(
    private readonly connection: Connection,
    private session: number | undefined,
    private readonly send: (message: ToView, transfer?: Transferable[]) => void,
  ) {}

  /** Begins a call. One that is beyond a limit is answered, so that the view can say so. */
  call(message: Extract<FromView, { type: "call" }>): void {
    const { id, payload } = message;
    if (payload.byteLength > limits.maxPayloadBytes) {
      const most = limits.maxPayloadBytes >> 20;
      return this.send({ type: "end", id, status: resourceExhausted, message: `a request has at most ${most} MiB` });
    }
    if (this.session === undefined) {
      return this.send({ type: "end", id, status: unavailable, message: connectionLost.title });
    }
    if (this.exchanges.size >= limits.maxOpenCalls) {
      return this.send({
        type: "end",
        id,
        status: resourceExhausted,
        message: `a view has at most ${limits.maxOpenCalls} calls under way`,
      });
    }
    this.credit.set(id, initialCredit);
    const exchange = this.connection.begin(
      { op: "call", session: this.session, method: message.method, deadline_ms: Math.round(message.deadline) },
      {
        message: (bytes) => {
          this.credit.set(id, (this.credit.get(id) ?? 1) - 1);
          this.send({ type: "message", id, payload: bytes }, [bytes]);
        },
        end: (status, text) => {
          this.forget(id);
          this.send({ type: "end", id, status, message: text });
        },
        problem: (problem) => {
          this.forget(id);
          if (problem.status === 0) this.send({ type: "end", id, status: unavailable, message: problem.title });
          else this.send({ type: "problem", id, problem });
        },
      },
      payload,
    );
    this.exchanges.set(id, exchange);
  }

  request(message: Extract<FromView, { type: "request" }>): void {
    const { id } = message;
    if (this.session === undefined) return this.send({ type: "problem", id, problem: connectionLost });
    if (this.exchanges.size >= limits.maxOpenCalls) {
      return this.send({
        type: "problem",
        id,
        problem: {
          type: "omniview:window/too-many-calls",
          title: "Too many calls are under way",
          status: 429,
          detail: `a view has at most ${limits.maxOpenCalls} calls under way`,
        },
      });
    }
    const exchange = this.connection.begin(
      { ...message.request, session: this.session },
      {
        result: (value) => {
          this.forget(id);
          this.send({ type: "result", id, value });
        },
        problem: (problem) => {
          this.forget(id);
          this.send({ type: "problem", id, problem });
        },
      },
    );
    this.exchanges.set(id, exchange);
  }

  grant(id: number, count: number): void {
    const exchange = this.exchanges.get(id);
    const open = this.credit.get(id);
    if (!exchange || open === undefined) return;
    const more = Math.min(count, maximumCredit - open);
    if (more < 1) return;
    this.credit.set(id, open + more);
    exchange.grant(more);
  }

  cancel(id: number): void {
    this.exchanges.get(id)?.cancel();
    this.forget(id);
  }

  /** Whether a number is in use: a view must not use one twice. */
  has(id: number): boolean {
    return this.exchanges.has(id);
  }

  /** The session is over, because the connection was lost. Calls are answered so until there is another one. */
  suspend(): void {
    this.session = undefined;
  }

  resume(session: number): void {
    this.close();
    this.session = session;
  }

  /** Ends all that is under way; the view hears nothing more of it. */
  close(): void {
    for (const exchange of this.exchanges.values()) exchange.cancel();
    this.exchanges.clear();
    this.credit.clear();
  }

  private forget(id: number): void {
    this.exchanges.delete(id);
    this.credit.delete(id);
  }
}
