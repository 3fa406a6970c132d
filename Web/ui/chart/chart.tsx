import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { classes } from "../classes";
import { formatNumber } from "../format";
import { text } from "../text";
import { extremes, labelsOf, pathsOf, rangeOf, type Values } from "./scale";

export interface Series {
  name: string;
  values: Values;
  /** One of the six colours, 1 to 6; the order of the series otherwise. */
  color?: number;
}

export interface ChartProps {
  /** What it shows, for screen readers. */
  label: string;
  series: Series[];
  /** `area` fills below the lines; good for one or two. */
  kind?: "line" | "area";
  height?: number;
  /** How many values the width has; as many as the longest series has otherwise. Give it for live data. */
  capacity?: number;
  /** The ends of the scale, where they are known. */
  least?: number;
  most?: number;
  format?(value: number): string;
  /** The values are bytes: the scale ends at a round number of KiB, MiB, and so on. */
  bytes?: boolean;
  /** What a place is called, such as a time; the index counts from the oldest of the longest series. */
  describe?(index: number): string;
  /** Words at the left and the right end below. */
  from?: string;
  to?: string;
}

const width = 600;

/**
 * Lines over time. It is drawn anew with each render; for live data keep the last values in state (see `useHistory`).
 * The pointer, or the arrows when it has the focus, read single values; screen readers get the last, the lowest and the
 * highest.
 */
export function Chart(props: ChartProps) {
  const { label, series, kind = "line", height = 140, format = (value) => formatNumber(value, 2) } = props;
  const [cursor, setCursor] = useState<number | null>(null);
  const longest = series.reduce((most, { values }) => Math.max(most, values.length), 0);
  const capacity = Math.max(2, props.capacity ?? longest, longest);
  const range = rangeOf(
    series.map(({ values }) => values),
    props,
  );
  const colour = (index: number) => `var(--ov-series-${series[index]?.color ?? (index % 6) + 1})`;
  const show = (value: number | null | undefined) => (value == null ? text.none : format(value));

  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const slot = Math.round(((event.clientX - box.left) / box.width) * (capacity - 1));
    const index = slot - (capacity - longest);
    setCursor(index >= 0 && index < longest ? index : null);
  };
  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = cursor ?? longest;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: longest - 1 }[event.key];
    if (event.key === "Escape") setCursor(null);
    if (to === undefined) return;
    event.preventDefault();
    setCursor(Math.min(longest - 1, Math.max(0, to)));
  };

  const at = cursor !== null && cursor < longest ? cursor : null;
  const x = at === null ? 0 : ((capacity - longest + at) / (capacity - 1)) * 100;
  const valueAt = (values: Values) => (at === null ? null : values[at - (longest - values.length)]);
  return (
    <figure className="ov-chart" style={{ margin: 0 }}>
      <div className="ov-chart-y" aria-hidden>
        {labelsOf(range, format).map((words, index) => (
          <span key={index}>{words}</span>
        ))}
      </div>
      <div
        className="ov-chart-plot"
        style={{ height }}
        role="img"
        aria-label={`${label}. ${series.map(({ name, values }) => summary(name, values, show)).join("; ")}`}
        tabIndex={0}
        onPointerMove={onPointer}
        onPointerLeave={() => setCursor(null)}
        onKeyDown={onKey}
        onBlur={() => setCursor(null)}
      >
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden>
          {[0, 0.5, 1].map((share) => (
            <line key={share} className="ov-chart-grid" x1={0} x2={width} y1={share * height} y2={share * height} />
          ))}
          {series.map(({ name, values }, index) => {
            const { line, area } = pathsOf(values, range, capacity, width, height);
            return (
              <g key={name}>
                {kind === "area" && <path className="ov-chart-area" d={area} style={{ fill: colour(index) }} />}
                <path className="ov-chart-line" d={line} style={{ stroke: colour(index) }} />
              </g>
            );
          })}
        </svg>
        {at !== null && (
          <>
            <span className="ov-chart-cursor" style={{ left: `${x}%` }} />
            <div
              className={classes("ov-chart-tip", x > 50 ? "ov-chart-tip-left" : "ov-chart-tip-right")}
              style={{ left: `${x}%` }}
              role="status"
            >
              {props.describe && <div className="ov-muted">{props.describe(at)}</div>}
              {series.map(({ name, values }) => (
                <div key={name}>
                  {name} {show(valueAt(values))}
                </div>
              ))}
            </div>
          </>
        )}
      </div>
      {(props.from || props.to) && (
        <div className="ov-chart-x" aria-hidden>
          <span>{props.from}</span>
          <span>{props.to}</span>
        </div>
      )}
      {series.length > 1 && (
        <ul className="ov-chart-legend">
          {series.map(({ name, values }, index) => (
            <li key={name}>
              <span className="ov-chart-key" style={{ background: colour(index) }} aria-hidden />
              {name} <b>{show(extremes(values).now)}</b>
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

function summary(name: string, values: Values, show: (value: number | null) => string): string {
  const { now, least, most } = extremes(values);
  return now === null ? `${name}: ${text.none}` : text.chart(name, show(now), show(least), show(most));
}

export interface SparklineProps {
  label: string;
  values: Values;
  capacity?: number;
  height?: number;
  least?: number;
  most?: number;
  color?: number;
  format?(value: number): string;
}

/** A line without words, for a cell or beside a number. */
export function Sparkline({ label, values, capacity, height = 24, color = 1, format, ...fixed }: SparklineProps) {
  const slots = Math.max(2, capacity ?? values.length, values.length);
  const { line, area } = pathsOf(values, rangeOf([values], fixed), slots, width, height);
  const show = (value: number | null) => (value === null ? text.none : (format ?? formatNumber)(value));
  return (
    <svg
      className="ov-spark"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      style={{ height }}
      role="img"
      aria-label={summary(label, values, show)}
    >
      <path className="ov-chart-area" d={area} style={{ fill: `var(--ov-series-${color})` }} />
      <path className="ov-chart-line" d={line} style={{ stroke: `var(--ov-series-${color})` }} />
    </svg>
  );
}
