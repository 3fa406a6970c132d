/** Delays that double, with ±20 % of chance so that many pages do not come at once. */
export class Backoff {
  private failures = 0;

  /** @param first The first delay in milliseconds. @param longest The longest. */
  constructor(private readonly first: number, private readonly longest: number) {}

  next(): number {
    const delay = Math.min(this.first * 2 ** this.failures, this.longest);
    this.failures = Math.min(this.failures + 1, 16);
    return Math.round(delay * (0.8 + Math.random() * 0.4));
  }

  reset(): void {
    this.failures = 0;
  }
}
