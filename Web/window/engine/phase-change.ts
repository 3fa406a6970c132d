import type { EngineEvent } from "./types";

/** What an event says of a plugin's phase; nothing when it is about something else. */
export function phaseChange({ kind, data }: EngineEvent): { to: string; reason: string } | undefined {
  if (kind !== "plugin.phase-changed") return undefined;
  if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined;
  const { to, reason } = data;
  if (typeof to !== "string") return undefined;
  if (typeof reason === "string") return { to, reason };
  const message = typeof reason === "object" && reason !== null && !Array.isArray(reason) ? reason.message : undefined;
  return { to, reason: typeof message === "string" ? message : "" };
}
