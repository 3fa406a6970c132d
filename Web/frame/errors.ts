import { limits } from "../bridge/port";

/** What the window is told of an error. Anything may be thrown, and reading it may throw as well. */
export function describe(error: unknown): { message: string; stack?: string } {
  try {
    if (error instanceof Error) {
      const message = `${error.name}: ${error.message}`.slice(0, limits.maxErrorLength);
      const stack = typeof error.stack === "string" ? error.stack.slice(0, limits.maxStackLength) : undefined;
      return stack === undefined ? { message } : { message, stack };
    }
    return { message: String(error).slice(0, limits.maxErrorLength) };
  } catch {
    return { message: "something was thrown that cannot be read" };
  }
}
