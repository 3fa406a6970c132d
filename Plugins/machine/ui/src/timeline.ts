import type { Sample } from "./contract";

/** How far back charts go, in seconds. */
export const span = 300;

/** The samples of the last five minutes at equal distances, the newest last; null where there was none. */
export type Timeline = readonly (Sample | null)[];

/** How many seconds samples are apart. */
export function intervalOf(sample: Sample): number {
  const seconds = Number.parseFloat(sample.interval);
  return seconds > 0 ? seconds : 1;
}

/**
 * Puts samples where they belong in time, since the interval may have changed and the backend may have been away. A
 * sample stands for its own interval and half of the next, so that neither a shorter interval nor one that was late
 * makes holes.
 */
export function timelineOf(samples: readonly Sample[]): Timeline {
  const newest = samples[samples.length - 1];
  if (!newest) return [];
  const step = intervalOf(newest) * 1000;
  const end = Date.parse(newest.time);
  const slots: (Sample | null)[] = [];
  let at = samples.length - 1;
  for (let slot = 0; slot * step <= span * 1000; slot += 1) {
    const time = end - slot * step;
    while (at >= 0 && Date.parse(samples[at]!.time) > time + step / 2) at -= 1;
    const sample = samples[at];
    if (!sample) break;
    const age = time - Date.parse(sample.time);
    slots.push(age < Math.max(step, intervalOf(sample) * 1000) * 1.5 ? sample : null);
  }
  return slots.reverse();
}

/** How many slots five minutes have. */
export function capacityOf(sample: Sample): number {
  return Math.floor(span / intervalOf(sample)) + 1;
}

/** One number of each sample. */
export function valuesOf(timeline: Timeline, of: (sample: Sample) => number): (number | null)[] {
  return timeline.map((sample) => (sample ? of(sample) : null));
}

/** What a place of a timeline is called, such as `12 s ago`. */
export function agoOf(timeline: Timeline, capacity: number): (index: number) => string {
  const step = span / (capacity - 1);
  return (index) => {
    const seconds = Math.round((timeline.length - 1 - index) * step);
    if (seconds <= 0) return "Now";
    const minutes = Math.floor(seconds / 60);
    return `${minutes > 0 ? `${minutes} min ` : ""}${seconds % 60} s ago`;
  };
}
