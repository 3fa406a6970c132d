import type { JSONValue, Problem } from "../../bridge/socket";

/** What comes back of one request. Exactly one of `result`, `problem` and `end` comes last. */
export interface ExchangeHandlers {
  /** A message of a call. */
  message?(payload: ArrayBuffer): void;
  /** An event or a line of a log. */
  item?(value: JSONValue): void;
  /** Events between are gone. */
  gap?(gap: { after: number; next: number }): void;
  result?(value: JSONValue): void;
  problem?(problem: Problem): void;
  end?(status: number, message: string): void;
}

/** A request that is under way. */
export interface Exchange {
  readonly id: number;
  /** Lets so many more messages, events or lines come. */
  grant(count: number): void;
  /** Asks the engine to end it; nothing comes back any more. */
  cancel(): void;
}

/** What a request ends with when the socket is lost. */
export const connectionLost: Problem = {
  type: "omniview:window/connection-lost",
  title: "The connection to the engine was lost",
  status: 0,
  detail: "The window connects again by itself.",
};
