import { formatBytes, formatDuration, formatNumber, formatShare, type Column } from "@omniview/plugin";
import type { Process } from "../contract";
import { StateMark } from "./StateMark";

/** The columns there is room for. Their ids are the orders of the contract. */
export function columnsFor(width: number, memoryBytes: number): Column<Process>[] {
  return columns(memoryBytes, width >= 480)
    .filter(([, from]) => width >= from)
    .map(([column]) => column);
}

function columns(memoryBytes: number, bars: boolean): [column: Column<Process>, from: number][] {
  return [
    [
      {
        id: "command",
        title: "Command",
        sort: ({ command }) => command,
        render: ({ name, command }) => <Command name={name} command={command} />,
      },
      0,
    ],
    [{ id: "pid", title: "PID", width: "76px", align: "end", sort: ({ pid }) => pid, render: ({ pid }) => pid }, 480],
    [{ id: "user", title: "User", width: "96px", sort: ({ user }) => user, render: ({ user }) => user }, 640],
    [{ id: "state", title: "State", width: "104px", render: ({ state }) => <StateMark state={state} /> }, 800],
    [
      {
        id: "cpu",
        title: "CPU",
        width: bars ? "112px" : "76px",
        align: "end",
        sort: ({ cpu }) => cpu,
        render: ({ cpu }) => <Share share={cpu} text={formatShare(cpu)} color={1} bar={bars} />,
      },
      0,
    ],
    [
      {
        id: "memory",
        title: "Memory",
        width: bars ? "128px" : "88px",
        align: "end",
        sort: ({ residentBytes }) => Number(residentBytes),
        render: ({ residentBytes }) => {
          const bytes = Number(residentBytes);
          const share = memoryBytes > 0 ? bytes / memoryBytes : 0;
          return <Share share={share} text={formatBytes(bytes)} color={4} bar={bars} />;
        },
      },
      300,
    ],
    [
      {
        id: "threads",
        title: "Threads",
        width: "84px",
        align: "end",
        sort: ({ threads }) => threads,
        render: ({ threads }) => formatNumber(threads),
      },
      720,
    ],
    [
      {
        id: "started",
        title: "Age",
        width: "104px",
        align: "end",
        // The oldest have the largest age: the order of the contract is the other way round, see Processes.
        sort: ({ started }) => -Date.parse(started),
        render: ({ started }) => age(started),
      },
      920,
    ],
  ];
}

/** How old it is, without seconds once they no longer matter: they would change with each reading. */
function age(started: string): string {
  const milliseconds = Math.max(0, Date.now() - Date.parse(started));
  const unit = milliseconds < 60_000 ? 1000 : 60_000;
  return milliseconds < 1000 ? "new" : formatDuration(Math.floor(milliseconds / unit) * unit);
}

function Command({ name, command }: { name: string; command: string }) {
  const { program, rest } = partsOf(name, command);
  return (
    <span title={command}>
      <span className="machine-program">{program}</span>
      <span className="ov-muted"> {rest}</span>
    </span>
  );
}

/** The program without its folder, and its arguments. */
function partsOf(name: string, command: string): { program: string; rest: string } {
  if (command.startsWith("[")) return { program: command, rest: "" };
  const space = command.indexOf(" ");
  const path = space < 0 ? command : command.slice(0, space);
  const rest = space < 0 ? "" : command.slice(space + 1);
  return { program: path.slice(path.lastIndexOf("/") + 1) || name, rest };
}

function Share({ share, text, color, bar }: { share: number; text: string; color: number; bar: boolean }) {
  if (!bar) return <>{text}</>;
  const width = `${Math.min(1, share) * 100}%`;
  return (
    <span className="machine-share">
      <span className="machine-share-bar" aria-hidden>
        <span style={{ width, background: `var(--ov-series-${color})` }} />
      </span>
      <span>{text}</span>
    </span>
  );
}
