import { useId, type ReactNode } from "react";
import { classes } from "./classes";

export interface CardProps {
  title?: string;
  /** Buttons at the end of the head. */
  actions?: ReactNode;
  /** Without a margin, for a table. */
  flush?: boolean;
  className?: string;
  children?: ReactNode;
}

/** A surface with a title. */
export function Card({ title, actions, flush, className, children }: CardProps) {
  const id = useId();
  return (
    <section className={classes("ov-card", className)} aria-labelledby={title ? id : undefined}>
      {title && (
        <header className="ov-card-head">
          <h2 id={id}>{title}</h2>
          {actions}
        </header>
      )}
      <div className={classes("ov-card-body", flush && "ov-card-flush")}>{children}</div>
    </section>
  );
}

/** A number and what it is. */
export function Stat({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="ov-stat">
      <span className="ov-stat-label">{label}</span>
      <span className="ov-stat-value">{value}</span>
      {note !== undefined && (
        <span className="ov-stat-note" title={typeof note === "string" ? note : undefined}>
          {note}
        </span>
      )}
    </div>
  );
}

export interface MeterProps {
  label: string;
  /** From 0 to 1. */
  share: number;
  /** The share from which it warns, and from which it is bad. */
  warn?: number;
  bad?: number;
  /** The share in words; percent otherwise. */
  text?: string;
}

/** How full something is. */
export function Meter({ label, share, warn = 0.8, bad = 0.95, text }: MeterProps) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      className={classes("ov-meter", share >= bad ? "ov-meter-bad" : share >= warn && "ov-meter-warn")}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
    >
      <div className="ov-meter-fill" style={{ width: `${percent}%` }} />
    </div>
  );
}

/** Names and values below each other. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className="ov-facts">
      {facts.map(([name, value]) => [<dt key={`${name}:`}>{name}</dt>, <dd key={name}>{value}</dd>])}
    </dl>
  );
}
