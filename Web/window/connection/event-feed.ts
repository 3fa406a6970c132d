import type { EngineEvent } from "../engine/types";
import type { Connection } from "./connection";

/** The engine's journal, as it grows. After a lost connection it goes on behind the last event that was seen. */
export class EventFeed {
  private last: number | undefined;
  private readonly listeners = new Set<(event: EngineEvent) => void>();
  private readonly gapListeners = new Set<() => void>();

  constructor(private readonly connection: Connection) {
    connection.onOpen(() => this.resume());
  }

  on(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells when events may have been missed: what is shown must be asked for again. */
  onGap(listener: () => void): () => void {
    this.gapListeners.add(listener);
    return () => this.gapListeners.delete(listener);
  }

  private resume(): void {
    const isFirst = this.last === undefined;
    this.connection.follow(
      { op: "events", ...(isFirst ? {} : { after: this.last }) },
      {
        item: (value) => this.take(value as unknown as EngineEvent),
        gap: (gap) => {
          this.last = gap.next - 1;
          this.miss();
        },
      },
    );
    // Before the first event its number is not known, so what happened while the connection was lost is not either.
    this.miss();
  }

  private take(event: EngineEvent): void {
    this.last = event.sequence;
    for (const listener of [...this.listeners]) listener(event);
  }

  private miss(): void {
    for (const listener of [...this.gapListeners]) listener();
  }
}
