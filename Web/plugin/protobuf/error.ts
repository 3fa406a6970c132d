/** Why something is not a message: JSON that does not fit its type, or bytes that are none. */
export class CodecError extends Error {
  override readonly name = "CodecError";
  /** Where in the message, outermost first: `samples`, `[3]`, `time`. */
  readonly path: readonly string[];
  private readonly reason: string;

  constructor(reason: string, path: readonly string[] = []) {
    const place = path.reduce((all, part) => (all === "" || part.startsWith("[") ? all + part : `${all}.${part}`), "");
    super(place === "" ? reason : `${place}: ${reason}`);
    this.reason = reason;
    this.path = path;
  }

  /** The same, one step further in. */
  inside(part: string): CodecError {
    return new CodecError(this.reason, [part, ...this.path]);
  }
}

/** Does the work for a part of a message; an error says which part it was. */
export function within<Result>(part: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof CodecError ? error.inside(part) : error;
  }
}
