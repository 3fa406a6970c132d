/** Passes on the last of many values, and not more often than once in so many milliseconds. */
export class Delayed<T> {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private value: T | undefined;

  constructor(private readonly milliseconds: number, private readonly use: (value: T) => void) {}

  put(value: T): void {
    this.value = value;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.use(this.value as T);
    }, this.milliseconds);
  }

  /** What waits is not passed on any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
