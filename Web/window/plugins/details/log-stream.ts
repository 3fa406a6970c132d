import type { Connection } from "../../connection/connection";
import type { Exchange } from "../../connection/exchange";
import type { LogRecord } from "../../engine/types";
import { Store } from "../../state/store";

/** Lines that are asked for at first, and kept at most. */
const tail = 1_000;
const kept = 5_000;

/** A plugin's log as it grows. Lines that come together are put in together, once for each picture. */
export class LogStream {
  readonly lines = new Store<readonly LogRecord[]>([]);

  private exchange: Exchange | undefined;
  /** Whether what comes stands for all lines, because the connection is a new one. */
  private isFresh = true;
  private waiting: LogRecord[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stopListening: () => void;

  constructor(private readonly connection: Connection, private readonly plugin: string) {
    this.stopListening = connection.onOpen(() => this.begin());
  }

  clear(): void {
    this.waiting = [];
    this.isFresh = false;
    this.lines.set([]);
  }

  stop(): void {
    this.stopListening();
    clearTimeout(this.timer);
    this.exchange?.cancel();
  }

  private begin(): void {
    // Numbers begin anew with each start of the engine, so the end of the log is asked for again as a whole.
    this.isFresh = true;
    this.waiting = [];
    this.exchange = this.connection.follow(
      { op: "logs", plugin: this.plugin, tail },
      { item: (value) => this.take(value as unknown as LogRecord) },
    );
  }

  private take(line: LogRecord): void {
    this.waiting.push(line);
    // A timer, not the next picture: hidden pages draw none, and lines would pile up.
    this.timer ??= setTimeout(() => this.putIn(), 50);
  }

  private putIn(): void {
    this.timer = undefined;
    const lines = [...(this.isFresh ? [] : this.lines.get()), ...this.waiting];
    this.isFresh = false;
    this.waiting = [];
    this.lines.set(lines.length > kept ? lines.slice(-kept) : lines);
  }
}
