/** A value at each moment; null where there is none. */
export type Values = readonly (number | null)[];

export interface Range {
  least: number;
  most: number;
}

/** What holds a scale: ends that are known, and whether its values are bytes, which are counted by 1024. */
export interface Fixed extends Partial<Range> {
  bytes?: boolean;
}

/** From the least to the most of all series, widened to round numbers; what is fixed stays. */
export function rangeOf(series: readonly Values[], fixed: Fixed): Range {
  let least = Infinity;
  let most = -Infinity;
  for (const values of series) {
    for (const value of values) {
      if (value === null || !Number.isFinite(value)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  if (least > most) [least, most] = [0, 1];
  least = fixed.least ?? Math.min(0, least);
  most = fixed.most ?? (fixed.bytes ? roundUpBytes(most) : roundUp(most));
  return { least, most: most > least ? most : least + 1 };
}

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten. */
function roundUp(value: number): number {
  if (value <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** A round number of the unit in which a size is shown. */
function roundUpBytes(value: number): number {
  const size = Math.max(1, value);
  const unit = 1024 ** Math.floor(Math.log2(size) / 10);
  const count = roundUp(size / unit);
  // From 1000 on, a size is shown in the next unit.
  return (count < 1_000 ? count : 1_024) * unit;
}

/**
 * What stands beside the lines of the grid, from the top: the most, the middle, the least. A line whose words would be
 * those of its neighbour has none, since a number that stands twice in a scale says nothing.
 */
export function labelsOf({ least, most }: Range, format: (value: number) => string): [string, string, string] {
  const [top, middle, bottom] = [format(most), format((least + most) / 2), format(least)];
  return [top, middle === top || middle === bottom ? "" : middle, bottom === top ? "" : bottom];
}

export interface Paths {
  line: string;
  /** The same down to the least, for a filled area. */
  area: string;
}

/**
 * Values as the paths of a picture of `width` by `height`, the newest at the right edge and `capacity` of them over its
 * width, so that a chart that has just begun grows from the right. A gap ends a line.
 */
export function pathsOf(values: Values, range: Range, capacity: number, width: number, height: number): Paths {
  const step = width / Math.max(1, capacity - 1);
  const start = width - (values.length - 1) * step;
  let line = "";
  let area = "";
  let from = -1;
  const close = (index: number) => {
    if (from >= 0) area += `V${height}H${round(start + from * step)}Z`;
    from = -1;
    return index;
  };
  values.forEach((value, index) => {
    if (value === null || !Number.isFinite(value)) {
      close(index);
      return;
    }
    const x = round(start + index * step);
    const y = round(height - ((value - range.least) / (range.most - range.least)) * height);
    if (from < 0) {
      from = index;
      line += `M${x} ${y}`;
      area += `M${x} ${y}`;
      // A value alone between gaps is a dot: a line of no length with round ends.
      if (values[index + 1] == null) line += `h0`;
    } else {
      line += `L${x} ${y}`;
      area += `L${x} ${y}`;
    }
  });
  close(values.length);
  return { line, area };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Sums up a series for those who do not see it. */
export function extremes(values: Values): { now: number | null; least: number | null; most: number | null } {
  const present = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (present.length === 0) return { now: null, least: null, most: null };
  let least = present[0] as number;
  let most = least;
  for (const value of present) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { now: present[present.length - 1] as number, least, most };
}
