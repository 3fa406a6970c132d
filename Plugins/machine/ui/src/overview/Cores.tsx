import { Sparkline, formatShare } from "@omniview/plugin";
import { useMemo } from "react";
import type { Processors } from "../contract";
import type { Timeline } from "../timeline";

interface CoresProps {
  cores: Processors["cores"];
  timeline: Timeline;
  capacity: number;
}

/** From so many on, a line for each would be too small to be read. */
const most = 32;

/** A tile for each processor: its line, or only how full it is where there are many. */
export function Cores({ cores, timeline, capacity }: CoresProps) {
  const lines = useMemo(() => (cores.length > most ? undefined : linesOf(cores, timeline)), [cores, timeline]);
  if (cores.length < 2) return null;
  return (
    <ul className={lines ? "machine-cores" : "machine-cores machine-cores-many"} aria-label="Each processor">
      {cores.map(({ number, busy }) => (
        <li key={number} title={`Processor ${number}: ${formatShare(busy)}`}>
          <span className="machine-core-head">
            <span className="ov-muted">{number}</span>
            <b>{Math.round(busy * 100)} %</b>
          </span>
          {lines ? (
            <Sparkline
              label={`Processor ${number}`}
              values={lines.get(number) ?? []}
              capacity={capacity}
              height={28}
              least={0}
              most={1}
              color={2}
              format={formatShare}
            />
          ) : (
            <span className="machine-core-bar" aria-hidden>
              <span style={{ width: `${busy * 100}%` }} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function linesOf(cores: Processors["cores"], timeline: Timeline): Map<number, (number | null)[]> {
  const lines = new Map(cores.map(({ number }) => [number, [] as (number | null)[]]));
  timeline.forEach((sample, slot) => {
    for (const line of lines.values()) line.push(null);
    for (const { number, busy } of sample?.processors.cores ?? []) {
      const line = lines.get(number);
      if (line) line[slot] = busy;
    }
  });
  return lines;
}
