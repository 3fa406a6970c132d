import type { Problem } from "../bridge/socket";

const statusNames = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** The names of gRPC's status codes. */
export type StatusName = typeof statusNames[number];

/** A call that the backend, or something on the way to it, did not answer. Decide by `status`. */
export class BackendError extends Error {
  override readonly name = "BackendError";
  readonly status: StatusName;
  readonly code: number;
  /** `package.Service/Method` */
  readonly method: string;

  constructor(code: number, message: string, method: string) {
    const status = statusNames[code] ?? "UNKNOWN";
    super(message === "" ? status : message);
    this.status = status;
    this.code = code;
    this.method = method;
  }
}

/** What the engine refused, such as a setting that does not fit. Decide by `problem.type`. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}
