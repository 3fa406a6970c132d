/**
 * What the page and the engine say to each other over the page's one WebSocket, `GET /v1/window`
 * (subprotocol `omniview.window.v1`).
 *
 * Text messages are JSON, below. Binary messages carry a call's payloads: four bytes with the number of the call,
 * big-endian, and the message as the plugin's contract has it (protobuf). Requests are numbered by the page, each higher
 * than the one before. What begins with a request ends with exactly one `result`, `problem` or `end` of the same number.
 */

/** The subprotocol that both sides must name. */
export const subprotocol = "omniview.window.v1";

/** An error of the engine, RFC 9457 (`application/problem+json`). Decide by `type`. */
export interface Problem {
  /** A stable code such as `omniview:plugin/not-found`. */
  type: string;
  title: string;
  status: number;
  /** What happened and what to do. */
  detail?: string;
  instance?: string;
  plugin?: string;
  suggestions?: string[];
}

/** Any JSON value. */
export type JSONValue = null | boolean | number | string | JSONValue[] | { [key: string]: JSONValue };

/** A view that the engine has opened for the page. It is closed with the socket at the latest. */
export interface ViewSession {
  /** Names the view from now on; the engine knows by it whose call it is. */
  session: number;
  plugin: string;
  view: string;
  title: string;
  version: string;
  isolation: "frame" | "shell";
  /** The address of the view's document on the plugin's own host name. */
  url: string;
  /** The origin of that address. */
  origin: string;
  /** The path of the same document on the page's own origin, for browsers that do not find `*.localhost`. */
  fallbackPath: string;
  /** The script to import when it runs inside the page (`isolation: shell`). */
  entry: string;
}

/** What went wrong in a view, for the plugin's history. */
export interface ViewReport {
  /** `error` is one that the view outlived, such as one in an event handler. */
  kind: "crashed" | "slow" | "reloaded" | "flooded" | "error";
  message: string;
  stack?: string;
}

/** Whether a view may be opened again by itself. */
export interface ViewStanding {
  /** Crashes of this view that count. */
  crashes: number;
  /** After too many it stays closed until a person opens it again (`view.reset`). */
  quarantined: boolean;
}

/** From the page to the engine. */
export type Request =
  | { op: "view.open"; id: number; plugin: string; view: string }
  | { op: "view.close"; id: number; session: number }
  | { op: "view.report"; id: number; session: number; report: ViewReport }
  | { op: "view.reset"; id: number; plugin: string; view: string }
  /**
   * One request message and any number of answers; the request follows as one binary message of the same number. A
   * deadline of 0 is none: the call lives as long as its view.
   */
  | { op: "call"; id: number; session: number; method: string; deadline_ms: number }
  /** The files of the backend's contract, for JSON: `value.files` has each as base64 of a FileDescriptorProto. */
  | { op: "schema"; id: number; session: number }
  | { op: "settings.get"; id: number; session: number }
  | { op: "settings.set"; id: number; session: number; values: { [key: string]: JSONValue } }
  | { op: "storage.get"; id: number; session: number; key: string }
  | { op: "storage.set"; id: number; session: number; key: string; value: JSONValue }
  | { op: "storage.delete"; id: number; session: number; key: string }
  | { op: "storage.keys"; id: number; session: number }
  /** The journal: without `after` the last `tail` events and what is yet to come, unless `follow` is false. */
  | { op: "events"; id: number; after?: number; tail?: number; follow?: boolean; plugin?: string }
  | { op: "logs"; id: number; plugin: string; tail: number; level?: string; after?: number }
  /** So many more messages, events or lines may come; a stream begins with {@link initialCredit}. */
  | { op: "credit"; id: number; count: number }
  | { op: "cancel"; id: number };

/** How many messages a stream may send before the page grants more. */
export const initialCredit = 32;

/** From the engine to the page. */
export type Answer =
  | { op: "result"; id: number; value: JSONValue }
  | { op: "problem"; id: number; problem: Problem }
  /**
   * The end of a call, of `events` or of `logs`: a gRPC status code, 0 for good. Its messages came before. Anything else
   * ends so only when it was cancelled, with 1.
   */
  | { op: "end"; id: number; status: number; message: string }
  | { op: "event"; id: number; value: JSONValue }
  | { op: "gap"; id: number; value: { after: number; next: number } }
  | { op: "log"; id: number; value: JSONValue }
  /** The engine stops; the socket closes next. */
  | { op: "stopping" };
