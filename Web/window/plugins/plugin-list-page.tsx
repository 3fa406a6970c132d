import {
  Button,
  ErrorCard,
  Icon,
  Loading,
  SearchInput,
  StatusPill,
  Table,
  formatBytes,
  formatShare,
  type Column,
} from "@omniview/plugin";
import { useEffect, useMemo, useRef, useState } from "react";
import type { PluginSummary } from "../engine/types";
import { Page } from "../layout/page";
import { useWidth } from "../layout/use-width";
import { formatRoute } from "../routes/route";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { RowActions } from "./action-bar";
import { NoPlugins } from "./no-plugins";
import { orderOfState, stateOf, toneOf } from "./plugin-state";
import { Uptime } from "./uptime";
import "./plugins.css";

const text = strings.plugins;

/** All plugins in a table: how they are, why, and what they use. */
export function PluginListPage({ isVisible }: { isVisible: boolean }) {
  const { plugins, installations } = useServices();
  const { value, error } = useStore(plugins);
  const [filter, setFilter] = useState("");
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => (isVisible ? plugins.watchUsage() : undefined), [plugins, isVisible]);
  const rows = useMemo(() => value?.filter((plugin) => fits(plugin, filter)) ?? [], [value, filter]);

  if (!value) {
    return (
      <Page title={text.title}>
        {error && <ErrorCard title={text.unavailable} detail={error} onRetry={() => void plugins.refresh()} />}
        {!error && <Loading />}
      </Page>
    );
  }
  if (value.length === 0) return <NoPlugins />;
  return (
    <Page
      title={text.title}
      note={summarize(value)}
      isFilled
      command="omniview plugin status"
      actions={
        <>
          <SearchInput ref={search} label={text.filter} value={filter} onChange={setFilter} className="plugin-filter" />
          <Button icon="LuPackage" onClick={installations.open}>
            {strings.install.open}
          </Button>
        </>
      }
    >
      <PluginTable rows={rows} filter={filter} onSlash={() => search.current?.focus()} />
    </Page>
  );
}

interface PluginTableProps {
  rows: PluginSummary[];
  filter: string;
  /** `/` was pressed: to the filter. */
  onSlash(): void;
}

function PluginTable({ rows, filter, onSlash }: PluginTableProps) {
  const { workspace } = useServices();
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  return (
    <div
      ref={place}
      className="plugin-table"
      onKeyDown={(event) => {
        if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
        event.preventDefault();
        onSlash();
      }}
    >
      <Table
        label={text.title}
        columns={columnsFor(width)}
        rows={rows}
        rowKey={(plugin) => plugin.id}
        initialSort={{ column: "state", descending: false }}
        onOpen={(plugin) => workspace.open({ page: "plugin", id: plugin.id, section: "overview" })}
        empty={<span className="ov-muted">{text.noneFits(filter)}</span>}
      />
      <p className="ov-hidden" role="status">
        {filter && text.found(rows.length)}
      </p>
    </div>
  );
}

/** The columns that there is room for; without its reason, a plugin's name has what the others leave. */
function columnsFor(width: number): Column<PluginSummary>[] {
  const shown = columns.filter((column) => width >= (neededWidth[column.id] ?? 0));
  if (shown.some((column) => column.id === "reason")) return shown;
  return shown.map((column) => (column.id === "name" ? { ...column, width: undefined } : column));
}

/** Pixels that the table must have for a column to be shown. */
const neededWidth: { [column: string]: number } = {
  actions: 360,
  reason: 500,
  cpu: 620,
  memory: 620,
  uptime: 760,
  version: 880,
  restarts: 1_100,
};

const columns: Column<PluginSummary>[] = [
  {
    id: "name",
    title: text.name,
    width: "210px",
    sort: (plugin) => plugin.name.toLowerCase(),
    render: (plugin) => (
      <span className="plugin-name">
        <Icon name={plugin.icon ?? "LuBoxes"} size={16} />
        <a href={formatRoute({ page: "plugin", id: plugin.id, section: "overview" })} tabIndex={-1}>
          {plugin.name}
        </a>
        {plugin.name.toLowerCase() !== plugin.id && <code>{plugin.id}</code>}
      </span>
    ),
  },
  {
    id: "state",
    title: text.state,
    width: "128px",
    sort: (plugin) => orderOfState(plugin),
    render: (plugin) => (
      <StatusPill status={stateOf(plugin)} tone={toneOf(plugin)} reason={plugin.reason.message} />
    ),
  },
  {
    id: "reason",
    title: text.reason,
    render: (plugin) => <span title={plugin.reason.message}>{sentence(plugin.reason.message)}</span>,
  },
  { id: "version", title: text.version, width: "84px", sort: (plugin) => plugin.version, render: (p) => p.version },
  {
    id: "cpu",
    title: text.cpu,
    width: "68px",
    align: "end",
    sort: (plugin) => plugin.cpu_share ?? -1,
    render: (plugin) => (plugin.cpu_share === undefined ? nothing : formatShare(plugin.cpu_share)),
  },
  {
    id: "memory",
    title: text.memory,
    width: "88px",
    align: "end",
    sort: (plugin) => plugin.rss_bytes ?? -1,
    render: (plugin) => (plugin.rss_bytes === undefined ? nothing : formatBytes(plugin.rss_bytes)),
  },
  {
    id: "uptime",
    title: text.uptime,
    width: "96px",
    align: "end",
    sort: (plugin) => -(Date.parse(plugin.started_at ?? "") || 0),
    render: (plugin) => (plugin.started_at ? <Uptime since={plugin.started_at} /> : nothing),
  },
  {
    id: "restarts",
    title: text.restarts,
    width: "84px",
    align: "end",
    sort: (plugin) => plugin.restarts,
    render: (plugin) => (plugin.restarts > 0 ? plugin.restarts : nothing),
  },
  {
    id: "actions",
    title: text.actions,
    width: "80px",
    align: "end",
    render: (plugin) => <RowActions plugin={plugin} />,
  },
];

const nothing = <span className="ov-muted" aria-label={text.none}>–</span>;

function fits(plugin: PluginSummary, filter: string): boolean {
  const all = [plugin.id, plugin.name, plugin.phase, stateOf(plugin), plugin.reason.message, plugin.version];
  const within = all.join(" ").toLowerCase();
  return filter.toLowerCase().split(/\s+/).every((word) => within.includes(word));
}

function summarize(plugins: PluginSummary[]): string {
  const running = plugins.filter((plugin) => plugin.phase === "running").length;
  const bad = plugins.filter((plugin) => orderOfState(plugin) === 0).length;
  return text.summary(plugins.length, running, bad);
}

/** The engine's reasons begin small, because they also stand within sentences. The name of a file stays as it is. */
export const sentence = (message: string): string =>
  /^\S*[./]\S/.test(message) ? message : message.charAt(0).toUpperCase() + message.slice(1);
