import type { ViewReport, ViewSession, ViewStanding } from "../../bridge/socket";
import type { Connection } from "../connection/connection";
import type { ViewName } from "./view-status";

/** Has the engine open a view; it wakes the backend. Rejects with a problem. */
export async function openView(connection: Connection, name: ViewName): Promise<ViewSession> {
  return (await connection.ask({ op: "view.open", ...name })) as unknown as ViewSession;
}

/** A session that is over. Nobody waits for the answer. */
export function closeView(connection: Connection, session: ViewSession): void {
  connection.begin({ op: "view.close", session: session.session }, {});
}

/** Writes what went wrong into the plugin's history; the engine says what it makes of it. */
export function reportView(
  connection: Connection,
  session: ViewSession,
  report: ViewReport,
  answered: (standing: ViewStanding) => void,
): void {
  connection.begin(
    { op: "view.report", session: session.session, report },
    {
      result: (value) => {
        if (value !== null) answered(value as unknown as ViewStanding);
      },
    },
  );
}

/** Lifts the quarantine of a view. Rejects with a problem. */
export async function resetView(connection: Connection, name: ViewName): Promise<void> {
  await connection.ask({ op: "view.reset", ...name });
}

/** Whether a new session would load the same document, so that the one that is there may stay. */
export const isSameDocument = (one: ViewSession, other: ViewSession): boolean =>
  one.url === other.url &&
  one.version === other.version &&
  one.entry === other.entry &&
  one.isolation === other.isolation;
