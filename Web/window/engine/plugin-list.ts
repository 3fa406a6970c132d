import type { EventFeed } from "../connection/event-feed";
import { engine } from "./client";
import { phaseChange } from "./phase-change";
import { Resource } from "./resource";
import type { EngineEvent, PluginSummary } from "./types";

/** Milliseconds between two looks at what plugins use: the engine measures as often, and no event tells of it. */
export const usageInterval = 5_000;

/**
 * All plugins, sorted by id, kept current by the journal.
 *
 * A new phase is shown at once; the rest of the row follows when the engine was asked. Only what processes use is asked
 * for again and again, and only while somebody sees it.
 */
export class PluginList extends Resource<PluginSummary[]> {
  private watchers = 0;
  private usageTimer: ReturnType<typeof setInterval> | undefined;

  constructor(feed: EventFeed) {
    super(engine.plugins);
    feed.onGap(() => this.refreshSoon());
    feed.on((event) => {
      if (event.plugin === undefined) return;
      this.apply(event);
      this.refreshSoon();
    });
  }

  find(id: string): PluginSummary | undefined {
    return this.get().value?.find((plugin) => plugin.id === id);
  }

  /** Keeps what processes use current until the answer is called. */
  readonly watchUsage = (): (() => void) => {
    this.watchers += 1;
    this.usageTimer ??= setInterval(() => {
      if (!document.hidden) void this.refresh();
    }, usageInterval);
    return () => {
      this.watchers -= 1;
      if (this.watchers > 0) return;
      clearInterval(this.usageTimer);
      this.usageTimer = undefined;
    };
  };

  private apply(event: EngineEvent): void {
    const change = phaseChange(event);
    const { value, error } = this.get();
    if (!change || !value) return;
    this.set({ error, value: value.map((each) => (each.id === event.plugin ? { ...each, phase: change.to } : each)) });
  }
}
