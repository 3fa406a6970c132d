import type { Problem } from "../../bridge/socket";

/** A problem of the engine as an error. Decide by `problem.type`. */
export class EngineError extends Error {
  override readonly name = "EngineError";

  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
}

/** Any failure as a sentence for people. */
export function describe(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === "object" && error !== null && "title" in error) {
    const problem = error as Problem;
    return problem.detail ?? problem.title;
  }
  return String(error);
}
