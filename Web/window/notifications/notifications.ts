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
/** How many are shown at a time. */
const shownAtOnce = 4;
/** Milliseconds for which each is shown; what is bad stays longer. */
const shownFor: Record<Level, number> = { info: 5_000, success: 4_000, warning: 8_000, error: 12_000 };
/** From what is least to what matters most. */
const ranks: Level[] = ["info", "success", "warning", "error"];

const rank = ({ level }: Notification): number => ranks.indexOf(level);

/** Of what is shown, that which there is room for: what matters most, and of that the newest. */
export function foremost(shown: readonly Notification[]): Notification | undefined {
  return shown.reduce<Notification | undefined>(
    (first, each) => (first && rank(first) > rank(each) ? first : each),
    undefined,
  );
}

/** Without the oldest of those that matter least, when there are too many: a chatty view hides no error. */
function withRoom(shown: Notification[]): Notification[] {
  if (shown.length <= shownAtOnce) return shown;
  const least = shown.reduce((first, each) => (rank(each) < rank(first) ? each : first));
  return shown.filter((each) => each !== least);
}

/** All notifications since the page was loaded, newest first, and those that are on the screen. */
export class Notifications {
  readonly all = new Store<Notification[]>([]);
  readonly shown = new Store<Notification[]>([]);
  readonly unread = new Store(0);
  private nextID = 1;
  private isHeld = false;
  /** Those whose time was over while they were held. */
  private readonly overdue = new Set<number>();

  /** @param after Runs something later; the browser's timer, but in tests. */
  constructor(
    private readonly after = (milliseconds: number, run: () => void): void => void setTimeout(run, milliseconds),
  ) {}

  add(level: Level, text: string, source?: Notification["source"]): void {
    const notification = { id: this.nextID++, level, text, source, time: Date.now() };
    this.all.update((before) => [notification, ...before].slice(0, kept));
    this.shown.update((before) => withRoom([...before, notification]));
    this.unread.update((count) => count + 1);
    this.after(shownFor[level], () => {
      if (this.isHeld) this.overdue.add(notification.id);
      else this.dismiss(notification.id);
    });
  }

  /** While they are held, none goes by itself: somebody reads one, or is about to press its button. */
  readonly hold = (isHeld: boolean): void => {
    this.isHeld = isHeld;
    if (isHeld) return;
    for (const id of this.overdue) this.dismiss(id);
    this.overdue.clear();
  };

  /** Takes it from the screen; it stays in the list. */
  readonly dismiss = (id: number): void => {
    this.shown.update((before) => (before.some((each) => each.id === id) ? before.filter((e) => e.id !== id) : before));
  };

  /** All of them have been seen, in the list. */
  readonly markRead = (): void => {
    this.shown.set([]);
    this.unread.set(0);
  };

  readonly clear = (): void => {
    this.all.set([]);
    this.shown.set([]);
    this.unread.set(0);
  };
}
