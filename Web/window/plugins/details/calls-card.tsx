import { Card, Sparkline, Table, formatDuration, formatNumber, type Column } from "@omniview/plugin";
import { useEffect, useRef, useState } from "react";
import { engine } from "../../engine/client";
import type { MethodStatistics } from "../../engine/types";
import { usePluginResource } from "../../engine/use-plugin";
import { useWidth } from "../../layout/use-width";
import { strings } from "../../strings";

const text = strings.details;

/** How many looks are kept: ten minutes of them. */
const kept = 120;

export interface CallRates {
  methods: MethodRate[];
  total: number;
  errors: number;
  /** Calls a second between the last two looks, in words; nothing before the second look. */
  rate: string | undefined;
  /** The highest p95 in milliseconds, and whose it is. */
  p95: number | undefined;
  slowest: string | undefined;
}

export interface MethodRate extends MethodStatistics {
  /** Calls a second between the last looks, oldest first. */
  rates: number[];
}

/** How calls go. The engine counts; the rate comes from the difference of two looks. */
export function useCallRates(plugin: string, every: number | undefined): CallRates {
  const { value: methods } = usePluginResource(plugin, engine.methods, every);
  const before = useRef<{ at: number; calls: Map<string, number> }>();
  const [rates, setRates] = useState<ReadonlyMap<string, number[]>>(new Map());
  useEffect(() => {
    if (!methods) return;
    const now = performance.now();
    const last = before.current;
    // Events make for looks in quick succession, which say little about a rate.
    if (last && now - last.at < 1_000) return;
    before.current = { at: now, calls: new Map(methods.map(({ method, calls }) => [method, calls])) };
    if (!last) return;
    const seconds = (now - last.at) / 1_000;
    setRates((all) => {
      const next = new Map<string, number[]>();
      for (const { method, calls } of methods) {
        const more = Math.max(0, calls - (last.calls.get(method) ?? 0)) / seconds;
        next.set(method, [...(all.get(method) ?? []), more].slice(-kept));
      }
      return next;
    });
  }, [methods]);

  const list = (methods ?? []).map((method) => ({ ...method, rates: rates.get(method.method) ?? [] }));
  const slowest = list.reduce<MethodRate | undefined>((a, b) => (a && a.p95_ms >= b.p95_ms ? a : b), undefined);
  const now = list.reduce((sum, method) => sum + (method.rates.at(-1) ?? 0), 0);
  return {
    methods: list,
    total: list.reduce((sum, method) => sum + method.calls, 0),
    errors: list.reduce((sum, method) => sum + method.errors, 0),
    rate: rates.size > 0 ? formatNumber(now, now < 10 ? 1 : 0) : undefined,
    p95: slowest?.p95_ms,
    slowest: slowest && shortName(slowest.method),
  };
}

/** Calls method by method. */
export function CallsCard({ calls }: { calls: CallRates }) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  return (
    <Card title={text.methods} flush={calls.methods.length > 0}>
      <div ref={place} />
      {calls.methods.length === 0 ? (
        <p className="ov-muted">{text.noCalls}</p>
      ) : (
        <Table
          label={text.methods}
          columns={columns.filter(({ id }) => width >= (neededWidth[id] ?? 0))}
          rows={calls.methods}
          rowKey={(method) => method.method}
          initialSort={{ column: "calls", descending: true }}
        />
      )}
    </Card>
  );
}

/** Pixels that the table must have for a column to be shown. */
const neededWidth: { [column: string]: number } = { rate: 420, p50_ms: 560, p99_ms: 760, max_ms: 840 };

const shortName = (method: string): string => method.replace(/^.*\.(?=[^.]*\/)/, "");

const milliseconds = (id: "p50_ms" | "p95_ms" | "p99_ms" | "max_ms", title: string): Column<MethodRate> => ({
  id,
  title,
  width: "78px",
  align: "end",
  sort: (method) => method[id],
  render: (method) => formatDuration(method[id]),
});

const columns: Column<MethodRate>[] = [
  {
    id: "method",
    title: text.method,
    sort: (method) => method.method,
    render: (method) => <code title={method.method}>{shortName(method.method)}</code>,
  },
  {
    id: "rate",
    title: text.perSecond,
    width: "132px",
    sort: (method) => method.rates.at(-1) ?? 0,
    render: (method) => (
      <span className="rate">
        <Sparkline label={text.perSecond} values={method.rates} capacity={40} height={18} least={0} />
        <span>{method.rates.length > 0 ? formatNumber(method.rates.at(-1) ?? 0, 1) : text.none}</span>
      </span>
    ),
  },
  {
    id: "calls",
    title: text.callCount,
    width: "84px",
    align: "end",
    sort: (method) => method.calls,
    render: (method) => formatNumber(method.calls),
  },
  {
    id: "errors",
    title: text.errors,
    width: "70px",
    align: "end",
    sort: (method) => method.errors,
    render: (method) => <span data-bad={method.errors > 0}>{formatNumber(method.errors)}</span>,
  },
  milliseconds("p50_ms", "p50"),
  milliseconds("p95_ms", "p95"),
  milliseconds("p99_ms", "p99"),
  milliseconds("max_ms", text.longest),
];
