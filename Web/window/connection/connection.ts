import type { Answer, JSONValue, Problem, Request } from "../../bridge/socket";
import { initialCredit, subprotocol } from "../../bridge/socket";
import { Store } from "../state/store";
import { Backoff } from "./backoff";
import { connectionLost, type Exchange, type ExchangeHandlers } from "./exchange";
import { joinPayload, readAnswer, splitPayload } from "./wire";

/** How the page stands with the engine. */
export type ConnectionState =
  /** The first connection is being made. */
  | { is: "connecting" }
  | { is: "open" }
  /** The engine has said that it stops. */
  | { is: "stopping" }
  /** There is no connection; the next try is at `retryAt` (milliseconds since 1970). */
  | { is: "lost"; since: number; retryAt: number }
  /** The engine is there and does not know this browser. */
  | { is: "signed-out" };

/** A request without its number. */
export type Asked = Request extends infer R ? (R extends Request ? Omit<R, "id"> : never) : never;

/** The page's one WebSocket. It connects again by itself, after 0.25 s and then after up to 5 s. */
export class Connection {
  readonly state = new Store<ConnectionState>({ is: "connecting" });

  private socket: WebSocket | undefined;
  private nextID = 1;
  private readonly exchanges = new Map<number, ExchangeHandlers>();
  private readonly openListeners = new Set<() => void>();
  private readonly backoff = new Backoff(250, 5_000);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lostSince = 0;

  /**
   * @param url The socket's address.
   * @param knock Asks the engine over HTTP whether it knows this browser: a WebSocket does not say why it fails.
   */
  constructor(private readonly url: string, private readonly knock: () => Promise<"known" | "unknown" | "gone">) {}

  /** Connects, now; also when the next try was to be later. */
  readonly connect = (): void => {
    if (this.socket) return;
    clearTimeout(this.timer);
    const socket = new WebSocket(this.url, subprotocol);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => {
      this.backoff.reset();
      this.lostSince = 0;
      this.state.set({ is: "open" });
      for (const listener of [...this.openListeners]) listener();
    };
    socket.onmessage = (event) => this.receive(event.data);
    socket.onclose = () => this.lose(socket);
  };

  /** Tells of each connection that is made, and at once when there is one. */
  onOpen(listener: () => void): () => void {
    this.openListeners.add(listener);
    if (this.state.get().is === "open") listener();
    return () => this.openListeners.delete(listener);
  }

  /** Begins an exchange. Without a connection it ends at once with {@link connectionLost}. */
  begin(asked: Asked, handlers: ExchangeHandlers, payload?: ArrayBuffer): Exchange {
    const id = this.nextID++;
    const { socket } = this;
    if (!socket || socket.readyState !== WebSocket.OPEN) {
      queueMicrotask(() => handlers.problem?.(connectionLost));
      return { id, grant: () => undefined, cancel: () => undefined };
    }
    this.exchanges.set(id, handlers);
    socket.send(JSON.stringify({ ...asked, id }));
    if (payload) socket.send(joinPayload(id, payload));
    return {
      id,
      grant: (count) => this.exchanges.has(id) && this.send({ op: "credit", id, count }),
      cancel: () => this.exchanges.delete(id) && this.send({ op: "cancel", id }),
    };
  }

  /** Asks one thing. It rejects with a {@link Problem}. */
  ask(asked: Asked): Promise<JSONValue> {
    return new Promise((resolve, reject) => {
      this.begin(asked, { result: resolve, problem: reject });
    });
  }

  /** Follows events or a log, and grants more as they are taken. */
  follow(asked: Asked, handlers: Pick<ExchangeHandlers, "item" | "gap" | "problem" | "end">): Exchange {
    let taken = 0;
    const exchange = this.begin(asked, {
      ...handlers,
      item: (value) => {
        handlers.item?.(value);
        if (++taken < initialCredit / 2) return;
        exchange.grant(taken);
        taken = 0;
      },
    });
    return exchange;
  }

  private send(request: Request): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(request));
  }

  private receive(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      const message = splitPayload(data);
      if (message) this.exchanges.get(message.id)?.message?.(message.payload);
    } else if (typeof data === "string") {
      const answer = readAnswer(data);
      if (answer) this.take(answer);
    }
  }

  private take(answer: Answer): void {
    if (answer.op === "stopping") return this.state.set({ is: "stopping" });
    const handlers = this.exchanges.get(answer.id);
    switch (answer.op) {
      case "event":
      case "log":
        return handlers?.item?.(answer.value);
      case "gap":
        return handlers?.gap?.(answer.value);
      case "result":
        this.exchanges.delete(answer.id);
        return handlers?.result?.(answer.value);
      case "problem":
        this.exchanges.delete(answer.id);
        return handlers?.problem?.(answer.problem);
      case "end":
        this.exchanges.delete(answer.id);
        return handlers?.end?.(answer.status, answer.message);
    }
  }

  private lose(socket: WebSocket): void {
    if (this.socket !== socket) return;
    this.socket = undefined;
    const waiting = [...this.exchanges.values()];
    this.exchanges.clear();
    for (const handlers of waiting) handlers.problem?.(connectionLost);
    void this.explain();
  }

  /** Finds out why there is no connection, and tries again unless a person has to sign in first. */
  private async explain(): Promise<void> {
    const answer = await this.knock();
    if (this.socket) return;
    if (answer === "unknown") return this.state.set({ is: "signed-out" });
    this.lostSince ||= Date.now();
    const delay = this.backoff.next();
    this.state.set({ is: "lost", since: this.lostSince, retryAt: Date.now() + delay });
    this.timer = setTimeout(this.connect, delay);
  }
}

/** Whether something thrown is a problem of the engine. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "type" in value && "title" in value;
}
