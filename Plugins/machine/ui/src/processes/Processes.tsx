import {
  Badge,
  Button,
  Empty,
  ErrorCard,
  Loading,
  SearchInput,
  Select,
  Table,
  formatNumber,
  useView,
  type Sort,
} from "@omniview/plugin";
import { useRef, useState } from "react";
import { useStream, type Process, type ProcessTable } from "../contract";
import { useRested, useSpace } from "../measure";
import { columnsFor } from "./columns";
import { KernelThreadsSwitch } from "./KernelThreadsSwitch";
import { ProcessDialog } from "./ProcessDialog";

const limits = [50, 200, 1000, 5000];

/** The process table: the backend sorts and filters, and sends only the first rows. */
export function Processes({ memoryBytes }: { memoryBytes: number }) {
  const [filter, setFilter] = useState("");
  const [limit, setLimit] = useState(200);
  const [sort, setSort] = useState<Sort>({ column: "cpu", descending: true });
  const [paused, setPaused] = useState(false);
  const [open, setOpen] = useState<Process | null>(null);
  const { visible } = useView();
  const asked = useRested(filter.trim(), 150);
  const { latest, status, error, restart } = useStream(
    "omniview.machine.v1.Machine/WatchProcesses",
    { ...orderOf(sort), limit, filter: asked },
    { enabled: visible && !paused },
  );
  // Until the next answer to another question is here, the last one stays.
  const last = useRef<ProcessTable>();
  if (latest) last.current = latest;
  const table = last.current;

  const place = useRef<HTMLDivElement>(null);
  const { width, height } = useSpace(place);
  if (status === "failed") {
    return <ErrorCard title="The processes cannot be read" detail={error?.message} onRetry={restart} />;
  }
  return (
    <div className="ov-stack">
      <div className="machine-tools">
        <SearchInput label="Filter by command, user or number" value={filter} maxLength={100} onChange={setFilter} />
        <KernelThreadsSwitch />
        <Select aria-label="Rows" value={limit} onChange={(event) => setLimit(Number(event.target.value))}>
          {limits.map((rows) => (
            <option key={rows} value={rows}>
              first {formatNumber(rows)}
            </option>
          ))}
        </Select>
        <Button icon={paused ? "LuPlay" : "LuPause"} aria-pressed={paused} onClick={() => setPaused(!paused)}>
          {paused ? "Go on" : "Pause"}
        </Button>
        <Badge>{table ? countOf(table, asked) : "…"}</Badge>
      </div>
      <div ref={place} className="machine-table">
        {!table && <Loading label="Reading the processes" lines={10} />}
        {table && (
          <Table<Process>
            label="Processes"
            columns={columnsFor(width, memoryBytes)}
            rows={table.processes}
            rowKey={({ pid }) => pid}
            height={height}
            initialSort={sort}
            onSort={setSort}
            onOpen={(process) => setOpen(process)}
            empty={<Empty icon="LuSearch" title="No process fits">{`Nothing has “${asked}” in it.`}</Empty>}
          />
        )}
      </div>
      {open && <ProcessDialog process={open} table={table} onClose={() => setOpen(null)} />}
    </div>
  );
}

/** Columns are named as the contract's orders; only an age grows the other way than the time of the start. */
function orderOf({ column, descending }: Sort): { sort: string; ascending: boolean } {
  return { sort: `PROCESS_SORT_${column.toUpperCase()}`, ascending: descending === (column === "started") };
}

function countOf(table: ProcessTable, filter: string): string {
  const total = `${formatNumber(table.total)} processes`;
  return filter === "" ? total : `${formatNumber(table.matching)} of ${total}`;
}
