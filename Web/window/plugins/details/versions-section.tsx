import { Badge, Button, Card, Empty, Loading, Table, type Column } from "@omniview/plugin";
import { useState } from "react";
import { engine } from "../../engine/client";
import { describe } from "../../engine/engine-error";
import type { InstalledVersion, PluginDetail } from "../../engine/types";
import { usePluginResource } from "../../engine/use-plugin";
import { Time } from "../../layout/time";
import { useServices } from "../../services";
import { strings } from "../../strings";
import { sentence } from "../plugin-list-page";
import type { SectionProps } from "./plugin-page";

const text = strings.details.versions;

/** What is in the store, and the way back. */
export function VersionsSection({ detail, refresh }: SectionProps) {
  const { notifications } = useServices();
  const { summary } = detail;
  const { value, refresh: refreshVersions } = usePluginResource(summary.id, engine.versions);
  const [busy, setBusy] = useState<string>();
  const run = async (name: string, action: () => Promise<PluginDetail>): Promise<void> => {
    setBusy(name);
    try {
      const after = await action();
      notifications.add("success", text.switched(summary.name, after.summary.version));
    } catch (error) {
      notifications.add("error", text.failed(summary.name, describe(error)));
    }
    setBusy(undefined);
    refresh();
    refreshVersions();
  };
  const columns = columnsOf(busy, ({ digest }) => void run(digest, () => engine.activate(summary.id, digest)));
  if (!value) return <Loading />;
  if (value.length === 0) return <Empty icon="LuLayers" title={text.empty}>{text.emptyText}</Empty>;
  return (
    <Card
      title={text.title}
      flush
      actions={
        value.length > 1 && (
          <Button
            icon="LuUndo2"
            size="small"
            busy={busy === "rollback"}
            onClick={() => void run("rollback", () => engine.act(summary.id, "rollback"))}
          >
            {text.rollBack}
          </Button>
        )
      }
    >
      <Table label={text.title} columns={columns} rows={value} rowKey={(version) => version.digest} />
    </Card>
  );
}

const columnsOf = (
  busy: string | undefined,
  activate: (version: InstalledVersion) => void,
): Column<InstalledVersion>[] => [
  {
    id: "version",
    title: text.version,
    width: "200px",
    render: (version) => (
      <span className="version-name">
        {version.version} {version.active && <Badge tone="good">{text.active}</Badge>}
        {version.refused && <Badge tone="bad">{text.refused}</Badge>}
      </span>
    ),
  },
  {
    id: "installed",
    title: text.installed,
    width: "200px",
    render: (version) => <Time value={version.installed_at} />,
  },
  {
    id: "sealed",
    title: text.sealed,
    width: "220px",
    render: (version) => (
      <Badge tone={version.sealed ? "good" : "calm"}>{sentence(version.origin)}</Badge>
    ),
  },
  { id: "digest", title: text.digest, render: (version) => <code title={version.digest}>{version.digest}</code> },
  {
    id: "activate",
    title: text.action,
    width: "120px",
    align: "end",
    render: (version) =>
      !version.active && (
        <Button size="small" busy={busy === version.digest} onClick={() => activate(version)}>
          {text.activate}
        </Button>
      ),
  },
];
