/** So many messages wait for one picture before the stream is held back. */
const mostWaiting = 1_024;
/** Milliseconds after which messages are handed on though no picture is drawn: a view that is hidden draws none. */
const longestWait = 250;

/** Collects what comes between two pictures, so that a fast stream does not render for each message. */
export class Gather<Message> {
  private waiting: Message[] = [];
  private released: (() => void)[] = [];
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly take: (batch: Message[]) => void;

  constructor(take: (batch: Message[]) => void) {
    this.take = take;
  }

  /** Returns a promise when no more should come before the next picture. */
  add(message: Message): void | Promise<void> {
    this.waiting.push(message);
    if (this.timer === undefined) {
      this.frame = requestAnimationFrame(() => this.flush());
      this.timer = setTimeout(() => this.flush(), longestWait);
    }
    if (this.waiting.length >= mostWaiting) return new Promise((resolve) => this.released.push(resolve));
  }

  flush() {
    const batch = this.waiting;
    this.stop();
    if (batch.length > 0) this.take(batch);
  }

  /** Forgets what waits. */
  stop() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.timer = undefined;
    this.waiting = [];
    for (const release of this.released.splice(0)) release();
  }
}
