import type { ReactNode } from "react";
import { classes } from "./classes";

/** What a colour says; never the only sign of it. */
export type Tone = "calm" | "good" | "warn" | "bad" | "info";

/** A word or a number that stands out. */
export function Badge({ tone = "calm", children, title }: { tone?: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={classes("ov-badge", tone !== "calm" && `ov-badge-${tone}`)} title={title}>
      {children}
    </span>
  );
}

/** The tone of a plugin's phase; a phase that is not known is calm. */
export function phaseTone(phase: string): Tone {
  switch (phase) {
    case "running":
      return "good";
    case "degraded":
    case "recovering":
      return "warn";
    case "build-failed":
      return "bad";
    case "installing":
    case "building":
    case "validating":
    case "starting":
    case "stopping":
      return "info";
    default:
      return "calm";
  }
}

export interface StatusPillProps {
  /** A phase of the engine's; a word that is not known is shown as it is. */
  status: string;
  /** Why, for the pointer. */
  reason?: string;
  tone?: Tone;
}

/** The state of a plugin: a dot and a word. The dot is hollow while nothing runs and pulses while it changes. */
export function StatusPill({ status, reason, tone = phaseTone(status) }: StatusPillProps) {
  const busy = tone === "info" || status === "recovering";
  const words = status.replace(/-/g, " ");
  return (
    <Badge tone={tone} title={reason}>
      <span className={classes("ov-dot", tone === "calm" && "ov-dot-hollow", busy && "ov-dot-busy")} aria-hidden />
      {words.charAt(0).toUpperCase() + words.slice(1)}
    </Badge>
  );
}
