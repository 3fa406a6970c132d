import { limits } from "../../bridge/port";

/** Milliseconds after which a gap between two looks means that the window itself slept. */
const slept = limits.beat * 2.5;

/**
 * Watches the beats of one view.
 *
 * Only time in which the page is to be seen counts: browsers hold back timers of pages that are not.
 */
export class Heartbeat {
  private last = performance.now();
  private looked = performance.now();
  private isLate = false;
  private readonly timer: ReturnType<typeof setInterval>;

  /** @param changed Told when beats begin to be missing, and when they are there again. */
  constructor(private readonly changed: (isLate: boolean) => void) {
    this.timer = setInterval(() => this.look(), limits.beat);
    document.addEventListener("visibilitychange", this.forgive);
  }

  beat(): void {
    this.last = performance.now();
    if (!this.isLate) return;
    this.isLate = false;
    this.changed(false);
  }

  stop(): void {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.forgive);
  }

  private readonly forgive = (): void => {
    this.last = this.looked = performance.now();
  };

  private look(): void {
    const now = performance.now();
    const gap = now - this.looked;
    this.looked = now;
    if (document.hidden) return;
    if (gap > slept) this.last = now;
    if (this.isLate || now - this.last < limits.beat * limits.missedBeats) return;
    this.isLate = true;
    this.changed(true);
  }
}
