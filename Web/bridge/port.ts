/**
 * What a view and the window say to each other over the view's one MessagePort.
 *
 * The handshake: the view's document posts {@link Hello} to its parent; the window answers, once for each document that
 * it made the frame for, with {@link Welcome} to exactly the origin that it opened, and the port. Everything after that
 * goes through the port, which belongs to one view: the window never takes a plugin's name from a message.
 *
 * What comes from a view is hostile: the window checks every message against {@link limits} and the shape below, and
 * closes a view that breaks them.
 */
import type { JSONValue, Problem } from "./socket.js";

/** Ends the address of a document that is made before there is a view for it. */
export const ahead = "&ahead";

/** From the view's document to its parent, by `postMessage`. */
export interface Hello {
  omniview: "hello";
  version: 1;
}

/** From the window to the view's document, by `postMessage`, with the port. */
export interface Welcome {
  omniview: "welcome";
  version: 1;
  view: ViewInfo;
  theme: Theme;
  /** What the view was opened with, such as the resource of a detail panel; null for nothing. */
  context: JSONValue;
  /** The path inside the view, as the address has it. */
  path: string;
}

/** Which view this is. */
export interface ViewInfo {
  plugin: string;
  view: string;
  title: string;
  version: string;
  /** How it is kept apart from the window: `frame`, `reduced` (a frame without a host name of its own), `shell`. */
  isolation: "frame" | "reduced" | "shell";
}

/** The look of the window. */
export interface Theme {
  scheme: "light" | "dark";
  reducedMotion: boolean;
}

/** From the view to the window. */
export type FromView =
  /** Once a second; without it the view counts as hung. */
  | { type: "beat" }
  /** The first picture is there. */
  | { type: "mounted" }
  /** The view cannot go on. */
  | { type: "crashed"; message: string; stack?: string }
  /** Something failed that the view outlives, such as an event handler. */
  | { type: "error"; message: string; stack?: string }
  | { type: "call"; id: number; method: string; payload: ArrayBuffer; deadline: number }
  | { type: "credit"; id: number; count: number }
  | { type: "cancel"; id: number }
  | { type: "request"; id: number; request: ViewRequest }
  | { type: "notify"; level: "info" | "success" | "warning" | "error"; text: string }
  /** To a path inside this view, or to another view or screen of the window. */
  | { type: "navigate"; to: { path: string } | { plugin: string; view: string; path?: string } }
  | { type: "title"; title: string }
  /** A key that the window may want: the focus is in the view, so the window does not see it. */
  | { type: "key"; key: string; code: string; ctrl: boolean; meta: boolean; alt: boolean; shift: boolean }
  /** Tab was pressed at the last element of the view, or the first backwards, and the browser left the focus there. */
  | { type: "leave"; direction: "forward" | "backward" }
  /** The view is done with its things and may be taken away. */
  | { type: "unmounted" };

/** What a view asks of the window; the answer is a `result` or a `problem` of the same number. */
export type ViewRequest =
  | { op: "schema" }
  | { op: "settings.get" }
  | { op: "settings.set"; values: { [key: string]: JSONValue } }
  | { op: "storage.get"; key: string }
  | { op: "storage.set"; key: string; value: JSONValue }
  | { op: "storage.delete"; key: string }
  | { op: "storage.keys" };

/** From the window to the view. */
export type ToView =
  | { type: "message"; id: number; payload: ArrayBuffer }
  | { type: "end"; id: number; status: number; message: string }
  | { type: "result"; id: number; value: JSONValue }
  | { type: "problem"; id: number; problem: Problem }
  | { type: "theme"; theme: Theme }
  /** The plugin's settings were changed; ask for them again. */
  | { type: "settings" }
  | { type: "visible"; visible: boolean }
  | { type: "path"; path: string }
  /** Take the focus, at the first element or the last. */
  | { type: "focus"; direction: "forward" | "backward" }
  /** The view is closed: unmount, then say `unmounted`; after a second it is taken away anyway. */
  | { type: "close" };

/** What the window takes from one view. */
export const limits = {
  /** Bytes of one call's request. */
  maxPayloadBytes: 4 << 20,
  /** Calls and requests that are under way. */
  maxOpenCalls: 64,
  /** Messages in a second, over which the view has to wait; see `burst`. */
  messagesPerSecond: 2_000,
  /** Messages at once before the rate counts. */
  burst: 4_000,
  /** Characters of a notification, a title, an error and its stack. */
  maxNoticeLength: 500,
  maxTitleLength: 200,
  maxErrorLength: 2_000,
  maxStackLength: 16_000,
  /** Notifications in a minute. */
  noticesPerMinute: 20,
  /** Milliseconds between beats, and beats that may be missed. */
  beat: 1_000,
  missedBeats: 5,
} as const;
