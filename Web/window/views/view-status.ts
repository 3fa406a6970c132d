import type { Problem, ViewSession } from "../../bridge/socket";

/** A view by its names. */
export interface ViewName {
  plugin: string;
  view: string;
}

/** How a view is kept apart from the window, as it turned out. */
export type Isolation = "frame" | "reduced" | "shell";

/** A document, or a component, that a view runs in. Another one has another number. */
export interface Run {
  readonly number: number;
  readonly session: ViewSession;
  readonly isolation: Isolation;
  /** The address of the document; none in the page's own tree. */
  readonly url: string | undefined;
}

/** Where a view stands. */
export type ViewStatus =
  /** The engine is asked for it. */
  | { is: "opening" }
  /** It is to run in the page, which was loaded before its plugin was trusted. */
  | { is: "waiting"; session: ViewSession }
  /** Its document is on its way; nothing is to be seen yet. */
  | { is: "loading"; run: Run }
  | { is: "ready"; run: Run }
  /** It has not given a sign of life for a while. It may come back by itself. */
  | { is: "slow"; run: Run }
  | { is: "crashed"; session: ViewSession; message: string; stack: string | undefined }
  /** It has crashed too often and stays closed until a person resets it. */
  | { is: "quarantined"; crashes: number | undefined; message: string | undefined }
  /** The engine does not open it. */
  | { is: "refused"; problem: Problem };

/** The run of a status that has one. */
export function runOf(status: ViewStatus): Run | undefined {
  return "run" in status ? status.run : undefined;
}
