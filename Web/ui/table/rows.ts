/** Which rows are near enough to be seen, for a list of rows of one height. */
export interface Span {
  first: number;
  /** Behind the last. */
  end: number;
}

/** Rows above and below that are drawn though one cannot see them, so that scrolling shows no gap. */
const margin = 8;

export function visibleRows(count: number, rowHeight: number, top: number, height: number): Span {
  const first = Math.max(0, Math.min(count, Math.floor(top / rowHeight)) - margin);
  // Even, so that stripes and screen readers' counts do not jump while it scrolls.
  const even = first - (first % 2);
  return { first: even, end: Math.min(count, Math.ceil((top + height) / rowHeight) + margin) };
}

export interface Sort {
  column: string;
  descending: boolean;
}

/** What a column sorts by. Null and undefined come last either way. */
export type SortValue = string | number | boolean | null | undefined;

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Rows in order; those that are equal stay in the order they came in. */
export function sortRows<Row>(rows: readonly Row[], by: (row: Row) => SortValue, descending: boolean): Row[] {
  const sign = descending ? -1 : 1;
  return rows
    .map((row, index) => ({ row, index, value: by(row) }))
    .sort((a, b) => {
      const missing = Number(a.value == null) - Number(b.value == null);
      if (missing !== 0) return missing;
      return sign * compare(a.value, b.value) || a.index - b.index;
    })
    .map(({ row }) => row);
}

function compare(a: SortValue, b: SortValue): number {
  if (a == null || b == null) return 0;
  if (typeof a === "string" || typeof b === "string") return collator.compare(String(a), String(b));
  return Number(a) - Number(b);
}
