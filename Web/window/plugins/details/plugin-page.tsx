import { Badge, Empty, ErrorCard, Icon, Loading, StatusPill, Tabs, type Tab, type Tone } from "@omniview/plugin";
import { engine } from "../../engine/client";
import { contributedTo } from "../../engine/contributions";
import type { PluginDetail } from "../../engine/types";
import { usePluginResource } from "../../engine/use-plugin";
import { Page } from "../../layout/page";
import { useServices } from "../../services";
import { useStore } from "../../state/store";
import { strings } from "../../strings";
import { ViewFrame } from "../../views/view-frame";
import { ActionBar } from "../action-bar";
import { sentence } from "../plugin-list-page";
import { stateOf, toneOf } from "../plugin-state";
import { CrashesSection } from "./crashes-section";
import { HistorySection } from "./history-section";
import { LogsSection } from "./logs-section";
import { OverviewSection } from "./overview-section";
import { PermissionsSection } from "./permissions-section";
import { SettingsSection } from "./settings-section";
import { VersionsSection } from "./versions-section";
import "./details.css";

const text = strings.details;

/** What every section gets. */
export interface SectionProps {
  detail: PluginDetail;
  isVisible: boolean;
  refresh(): void;
}

interface PluginPageProps {
  id: string;
  section: string;
  isVisible: boolean;
}

/** All about one plugin, in sections. */
export function PluginPage({ id, section, isVisible }: PluginPageProps) {
  const { workspace, plugins, contributions } = useServices();
  const { value: detail, error, refresh } = usePluginResource(id, engine.detail);
  const panels = contributedTo("detail-panel", useStore(contributions).value);
  const list = useStore(plugins).value;
  const row = list?.find((plugin) => plugin.id === id);
  if (list && !row) {
    return (
      <Page title={id}>
        <Empty icon="LuBoxes" title={text.gone(id)}>
          {text.goneText}
        </Empty>
      </Page>
    );
  }
  if (!detail) {
    return (
      <Page title={id}>
        {error ? <ErrorCard title={text.unavailable} detail={error} onRetry={refresh} /> : <Loading lines={8} />}
      </Page>
    );
  }
  // The row of the list is current sooner: the journal has its phase.
  const plugin = { ...detail.summary, ...row };
  const tabs: Tab[] = [
    ...sections.map(({ id: name, icon }) => ({
      id: name,
      icon,
      label: text.sections[name],
      badge: countOf(name, detail),
    })),
    ...panels.map((panel) => ({
      id: `${panel.plugin}.${panel.id}`,
      label: panel.title,
      icon: panel.icon ?? "LuPuzzle",
    })),
  ];
  const selected = tabs.some((tab) => tab.id === section) ? section : "overview";
  const Section = sections.find((each) => each.id === selected)?.component;
  const panel = panels.find((each) => `${each.plugin}.${each.id}` === selected);
  return (
    <Page
      isFilled
      title={
        <div className="plugin-heading">
          <Icon name={plugin.icon ?? "LuBoxes"} size={30} />
          <h1>{plugin.name}</h1>
          <span className="plugin-version">{plugin.version}</span>
          <StatusPill status={stateOf(plugin)} tone={toneOf(plugin)} reason={plugin.reason.message} />
        </div>
      }
      note={<span aria-live="polite">{sentence(plugin.reason.message)}</span>}
      actions={<ActionBar plugin={plugin} />}
      command={text.commands[selected as keyof typeof text.commands]?.(id) ?? `omniview plugin info ${id}`}
    >
      <Tabs
        label={text.label(plugin.name)}
        tabs={tabs}
        selected={selected}
        onSelect={(name) => workspace.open({ page: "plugin", id, section: name })}
      >
        {Section && (
          <Section key={id} detail={{ ...detail, summary: plugin }} isVisible={isVisible} refresh={refresh} />
        )}
        {panel?.view && (
          <div className="detail-panel">
            <ViewFrame
              plugin={panel.plugin}
              view={panel.view}
              title={panel.title}
              contribution={panel.id}
              context={{ kind: "plugin", plugin: id }}
              isVisible={isVisible}
            />
          </div>
        )}
      </Tabs>
    </Page>
  );
}

type SectionName = keyof typeof text.sections;

const sections: { id: SectionName; icon: string; component: (props: SectionProps) => JSX.Element }[] = [
  { id: "overview", icon: "LuGauge", component: OverviewSection },
  { id: "logs", icon: "LuFileText", component: LogsSection },
  { id: "history", icon: "LuHistory", component: HistorySection },
  { id: "crashes", icon: "LuBug", component: CrashesSection },
  { id: "versions", icon: "LuLayers", component: VersionsSection },
  { id: "settings", icon: "LuSettings", component: SettingsSection },
  { id: "permissions", icon: "LuShield", component: PermissionsSection },
];

/** What there is to see in a section: a number, in a colour when it is not good. */
function countOf(section: SectionName, detail: PluginDetail): JSX.Element | undefined {
  const counts: { [section: string]: [count: number, tone: Tone] } = {
    crashes: [detail.summary.crashes_in_budget, "bad"],
    versions: [detail.versions.length > 1 ? detail.versions.length : 0, "calm"],
    settings: [detail.settings_count, "calm"],
    permissions: [detail.relaxations.length, "warn"],
  };
  const [count, tone] = counts[section] ?? [0, "calm"];
  return count > 0 ? <Badge tone={tone}>{count}</Badge> : undefined;
}
