/**
 * What a view is given to reach the window by: the second argument of `mount`. The kit's hooks are made of it; a view
 * without React uses it as it is.
 *
 * It is made from the view's port (see port.ts) by the frame, or by the window for a view inside its own page.
 */
import type { Theme, ViewInfo, ViewRequest } from "./port.js";
import type { JSONValue, Problem } from "./socket.js";

/** Brings a view into an element, and returns how to take it away again. What an entry module exports as `mount`. */
export type Mount = (element: HTMLElement, host: Host) => () => void;

/** Something that changes: read it, and be told when it has changed. */
export interface Changing<Value> {
  get(): Value;
  /** Returns how to stop. */
  subscribe(listener: () => void): () => void;
}

/** How a call ended: a gRPC status code, 0 for good. */
export interface CallEnd {
  status: number;
  message: string;
}

export interface CallOptions {
  /** Milliseconds until it ends with DEADLINE_EXCEEDED; 0 for a stream that may go on for ever. */
  deadline: number;
  signal?: AbortSignal | undefined;
  /** Gets each message. The backend is not asked for more while a returned promise is pending. */
  onMessage(payload: Uint8Array): void | Promise<void>;
}

/** The answer to a request. */
export type Answered = { value: JSONValue } | { problem: Problem };

export type Navigation = { path: string } | { plugin: string; view: string; path?: string };

export type NoticeLevel = "info" | "success" | "warning" | "error";

export interface Host {
  readonly view: ViewInfo;
  /** What the view was opened with; null for nothing. */
  readonly context: JSONValue;
  readonly theme: Changing<Theme>;
  /** The path inside the view. */
  readonly path: Changing<string>;
  /** Whether anyone can see the view; one that is hidden should rest. */
  readonly visible: Changing<boolean>;
  /** Counts the changes of the plugin's settings. */
  readonly settings: Changing<number>;
  /** `method` is `package.Service/Method`. Never rejects; what goes wrong is a status. */
  call(method: string, payload: Uint8Array, options: CallOptions): Promise<CallEnd>;
  request(request: ViewRequest): Promise<Answered>;
  /** At most `limits.noticesPerMinute`; more are dropped. */
  notify(level: NoticeLevel, text: string): void;
  navigate(to: Navigation): void;
  setTitle(title: string): void;
  /** The first picture is there. Only the first time counts. */
  mounted(): void;
  /** The view cannot go on. */
  crashed(error: unknown): void;
  /** Something failed that the view outlives. */
  error(error: unknown): void;
}
