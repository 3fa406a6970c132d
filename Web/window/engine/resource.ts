import { Store } from "../state/store";
import { describe } from "./engine-error";

/** Something that was asked for: not there yet, there, or there and not to be had anew. */
export interface Loaded<T> {
  value: T | undefined;
  /** Why the last try failed, as a sentence. */
  error: string | undefined;
}

/**
 * A value of the engine that is asked for again when something has happened.
 *
 * Two refreshes are never under way at once: one that is wanted meanwhile is done afterwards, once.
 */
export class Resource<T> extends Store<Loaded<T>> {
  private isWanted = false;
  private running: Promise<void> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ask: () => Promise<T>) {
    super({ value: undefined, error: undefined });
  }

  /** Asks soon, and once for all who want it within `delay` milliseconds. */
  refreshSoon(delay = 40): void {
    this.timer ??= setTimeout(() => void this.refresh(), delay);
  }

  /** Ends when the value is at least as new as the call. */
  refresh(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.isWanted = true;
    return (this.running ??= this.run());
  }

  private async run(): Promise<void> {
    while (this.isWanted) {
      this.isWanted = false;
      try {
        this.set({ value: await this.ask(), error: undefined });
      } catch (error) {
        this.set({ value: this.get().value, error: describe(error) });
      }
    }
    this.running = undefined;
  }
}
