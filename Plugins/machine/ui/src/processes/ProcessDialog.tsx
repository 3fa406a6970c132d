import {
  Badge,
  Chart,
  CodeBlock,
  Dialog,
  Facts,
  formatBytes,
  formatNumber,
  formatShare,
  useHistory,
} from "@omniview/plugin";
import { useMemo } from "react";
import type { Process, ProcessTable } from "../contract";
import { StateMark } from "./StateMark";

interface ProcessDialogProps {
  /** As it was when it was opened. */
  process: Process;
  table: ProcessTable | undefined;
  onClose(): void;
}

/** How many readings the chart has. */
const capacity = 60;

/** One process, live for as long as it is among the rows that the backend sends. */
export function ProcessDialog({ process, table, onClose }: ProcessDialogProps) {
  const live = useMemo(
    () => table?.processes.find((row) => row.pid === process.pid && row.started === process.started),
    [table, process],
  );
  const history = useHistory(live, capacity);
  const shown = live ?? history[history.length - 1] ?? process;
  const parent = table?.processes.find((row) => row.pid === shown.parent);
  return (
    <Dialog open wide title={`${shown.name}, process ${shown.pid}`} onClose={onClose}>
      <div className="ov-stack">
        {!live && <Badge tone="warn">It has ended, or is no longer among the rows</Badge>}
        <CodeBlock code={shown.command} wrap />
        <Facts
          facts={[
            ["State", <StateMark state={shown.state} />],
            ["User", shown.user],
            ["Parent", parent ? `${shown.parent} (${parent.name})` : shown.parent],
            ["Started", new Date(shown.started).toLocaleString()],
            ["CPU", `${formatShare(shown.cpu)} of one processor`],
            ["Memory", formatBytes(Number(shown.residentBytes))],
            ["Threads", formatNumber(shown.threads)],
          ]}
        />
        <Chart
          label="Its processor time since this was opened"
          kind="area"
          height={96}
          least={0}
          capacity={capacity}
          format={formatShare}
          series={[{ name: "CPU", values: history.map(({ cpu }) => cpu) }]}
        />
      </div>
    </Dialog>
  );
}
