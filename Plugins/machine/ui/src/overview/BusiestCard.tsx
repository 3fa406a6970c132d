import { Button, Card, Loading, Table, useNavigation, useView } from "@omniview/plugin";
import { useRef, useState } from "react";
import { useStream, type Process, type ProcessTable } from "../contract";
import { useSpace } from "../measure";
import { columnsFor } from "../processes/columns";
import { ProcessDialog } from "../processes/ProcessDialog";

const request = { sort: "PROCESS_SORT_CPU", ascending: false, limit: 8, filter: "" };

/** The first rows of the process table. */
export function BusiestCard({ memoryBytes }: { memoryBytes: number }) {
  const { visible } = useView();
  const { go } = useNavigation();
  const [open, setOpen] = useState<Process | null>(null);
  const { latest } = useStream("omniview.machine.v1.Machine/WatchProcesses", request, { enabled: visible });
  const last = useRef<ProcessTable>();
  if (latest) last.current = latest;
  const place = useRef<HTMLDivElement>(null);
  const { width } = useSpace(place);
  return (
    <Card
      title="Busiest processes"
      className="machine-busiest"
      flush
      actions={
        <Button look="quiet" size="small" onClick={() => go("processes")}>
          All
        </Button>
      }
    >
      <div ref={place}>
        {last.current ? (
          <Table<Process>
            label="Busiest processes"
            columns={columnsFor(width, memoryBytes).map(({ sort: _, ...column }) => column)}
            rows={last.current.processes}
            rowKey={({ pid }) => pid}
            onOpen={(process) => setOpen(process)}
          />
        ) : (
          <Loading label="Reading the processes" lines={6} />
        )}
      </div>
      {open && <ProcessDialog process={open} table={last.current} onClose={() => setOpen(null)} />}
    </Card>
  );
}
