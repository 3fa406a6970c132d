/** So many at once, and so many a second in the long run. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  /**
   * @param perSecond How many come back in a second.
   * @param burst How many there are at most.
   * @param now Milliseconds of a clock that only goes forward.
   */
  constructor(
    private readonly perSecond: number,
    private readonly burst: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.tokens = burst;
    this.filledAt = now();
  }

  /** Takes one; false when there is none. */
  take(): boolean {
    const now = this.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1_000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
