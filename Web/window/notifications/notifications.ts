import { Store } from "../state/store";

/** How a notification sounds. */
export type Level = "info" | "success" | "warning" | "error";

/** Something that a person should hear of. */
export interface Notification {
  id: number;
  level: Level;
  text: string;
  /** Whom it is from, as the window knows it; none for the window itself. */
  source: { plugin: string; name: string } | undefined;
  /** Milliseconds since 1970. */
  time: number;
}

/** How many are kept. */
const kept = 100;
/** Milliseconds for which each is shown; what is bad stays longer. */
const shownFor: Record<Level, number> = { info: 5_000, success: 4_000, warning: 8_000, error: 12_000 };

/** All notifications since the page was loaded, newest first, and those that are on the screen. */
export class Notifications {
  readonly all = new Store<Notification[]>([]);
  readonly shown = new Store<Notification[]>([]);
  readonly unread = new Store(0);
  private nextID = 1;

  add(level: Level, text: string, source?: Notification["source"]): void {
    const notification = { id: this.nextID++, level, text, source, time: Date.now() };
    this.all.update((before) => [notification, ...before].slice(0, kept));
    this.shown.update((before) => [...before, notification].slice(-4));
    this.unread.update((count) => count + 1);
    setTimeout(() => this.dismiss(notification.id), shownFor[level]);
  }

  /** Takes it from the screen; it stays in the list. */
  readonly dismiss = (id: number): void => {
    this.shown.update((before) => (before.some((each) => each.id === id) ? before.filter((e) => e.id !== id) : before));
  };

  readonly markRead = (): void => this.unread.set(0);

  readonly clear = (): void => {
    this.all.set([]);
    this.shown.set([]);
    this.unread.set(0);
  };
}
