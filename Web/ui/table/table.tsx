import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { classes } from "../classes";
import { Icon } from "../icon/icon";
import { text } from "../text";
import { sortRows, visibleRows, type Sort, type SortValue } from "./rows";

export interface Column<Row> {
  id: string;
  title: string;
  render(row: Row): ReactNode;
  /** What to sort by; without it the column cannot be sorted. */
  sort?(row: Row): SortValue;
  /** The width, as CSS writes it (`120px`, `20%`); the columns without one share the rest. */
  width?: string;
  /** Numbers go to the end, so that their digits stand below each other. */
  align?: "start" | "end";
}

export interface TableProps<Row> {
  /** What the table is about, for screen readers. */
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey(row: Row): string | number;
  initialSort?: Sort;
  /** Gets each other order that is chosen, for a backend that sends only the first rows of many. */
  onSort?(sort: Sort): void;
  /** Pixels of what scrolls; without it the table is as high as its rows. Needed from some hundred rows on. */
  height?: number;
  /** The key of the row that is marked. */
  selected?: string | number | null;
  onSelect?(row: Row): void;
  /** Enter or a double press on a row. */
  onOpen?(row: Row): void;
  /** What to show when there are no rows. */
  empty?: ReactNode;
}

/** As `--ov-row` has it, and the line below. */
const rowHeight = 30;

/**
 * Rows and columns, sorted by a press on a head. Of thousands of rows only those in sight are in the document. With
 * `onSelect` or `onOpen` the rows can be reached by keyboard: arrows, Page Up and Down, Home, End, Enter.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowKey, height, selected, onSort, onSelect, onOpen, empty } = props;
  const [sort, setSort] = useState<Sort | undefined>(props.initialSort);
  const [view, setView] = useState({ top: 0, height: height ?? 0 });
  const [cursor, setCursor] = useState<string | number>();
  const scroll = useRef<HTMLDivElement>(null);
  const id = useId();

  const by = sort && columns.find((column) => column.id === sort.column)?.sort;
  const sorted = useMemo(() => (by && sort ? sortRows(rows, by, sort.descending) : rows), [rows, by, sort]);
  const span =
    height === undefined
      ? { first: 0, end: sorted.length }
      : visibleRows(sorted.length, rowHeight, view.top, view.height);

  useLayoutEffect(() => {
    const box = scroll.current;
    if (!box || height === undefined) return;
    const measure = () => setView({ top: box.scrollTop, height: box.clientHeight });
    measure();
    box.addEventListener("scroll", measure, { passive: true });
    return () => box.removeEventListener("scroll", measure);
  }, [height]);

  const order = (next: Sort) => {
    setSort(next);
    onSort?.(next);
  };
  const choosable = onSelect !== undefined || onOpen !== undefined;
  const current = selected ?? cursor;
  const position = choosable ? sorted.findIndex((row) => rowKey(row) === current) : -1;
  const go = (index: number) => {
    const row = sorted[Math.min(sorted.length - 1, Math.max(0, index))];
    if (row === undefined) return;
    setCursor(rowKey(row));
    onSelect?.(row);
    bringIntoSight(scroll.current, Math.min(sorted.length - 1, Math.max(0, index)));
  };
  const onKey = (event: KeyboardEvent<HTMLTableElement>) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 300) / rowHeight) - 2);
    const to = {
      ArrowDown: position + 1,
      ArrowUp: position < 0 ? 0 : position - 1,
      PageDown: position + page,
      PageUp: position - page,
      Home: 0,
      End: sorted.length - 1,
    }[event.key];
    const row = sorted[position];
    if (to !== undefined) go(to);
    else if (event.key === "Enter" && row !== undefined) onOpen?.(row);
    else return;
    event.preventDefault();
  };
  // The marked row may have been scrolled out of the document; then there is nothing to point at.
  const active = position >= span.first && position < span.end ? `${id}-${position}` : undefined;

  useEffect(() => {
    if (scroll.current && height !== undefined) scroll.current.scrollTop = 0;
  }, [sort, height]);

  return (
    <div ref={scroll} className="ov-table-scroll" style={height === undefined ? undefined : { height }}>
      <table
        className={classes("ov-table", choosable && "ov-table-open")}
        role={choosable ? "grid" : undefined}
        aria-label={label}
        aria-rowcount={sorted.length + 1}
        aria-activedescendant={choosable ? active : undefined}
        tabIndex={choosable ? 0 : undefined}
        onKeyDown={choosable ? onKey : undefined}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.id} style={column.width ? { width: column.width } : undefined} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={sort} onSort={order} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Space height={span.first * rowHeight} columns={columns.length} />
          {sorted.slice(span.first, span.end).map((row, offset) => {
            const index = span.first + offset;
            return (
              <tr
                key={rowKey(row)}
                id={`${id}-${index}`}
                aria-rowindex={index + 2}
                aria-selected={choosable ? index === position : undefined}
                onClick={choosable ? () => go(index) : undefined}
                onDoubleClick={onOpen && (() => onOpen(row))}
              >
                {columns.map((column) => (
                  <td key={column.id} className={column.align === "end" ? "ov-table-end" : undefined}>
                    {column.render(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          <Space height={(sorted.length - span.end) * rowHeight} columns={columns.length} />
          {sorted.length === 0 && (
            <tr>
              <td colSpan={columns.length}>{empty ?? <span className="ov-muted">{text.noRows}</span>}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps<Row> {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort(sort: Sort): void;
}

function Head<Row>({ column, sort, onSort }: HeadProps<Row>) {
  const sorted = sort?.column === column.id;
  const direction = sorted ? (sort.descending ? "descending" : "ascending") : undefined;
  return (
    <th
      scope="col"
      className={column.align === "end" ? "ov-table-end" : undefined}
      aria-sort={direction ?? (column.sort ? "none" : undefined)}
    >
      {column.sort ? (
        <button
          type="button"
          onClick={() =>
            // Numbers are looked at from the largest down, names from A on.
            onSort({ column: column.id, descending: sorted ? !sort.descending : column.align === "end" })
          }
        >
          {column.title}
          {sorted && <Icon name={sort.descending ? "LuChevronDown" : "LuChevronUp"} size={13} />}
        </button>
      ) : (
        <span>{column.title}</span>
      )}
    </th>
  );
}

/** Stands for the rows that are not in the document. */
function Space({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className="ov-table-space" aria-hidden>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

function bringIntoSight(box: HTMLDivElement | null, index: number) {
  if (!box) return;
  // The head covers the first row's height of what is seen.
  const top = index * rowHeight;
  const bottom = top + 2 * rowHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight;
}
