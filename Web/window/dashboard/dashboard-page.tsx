import { Card, IconButton, Icon, Loading, Stat, StatusPill, formatBytes, formatShare } from "@omniview/plugin";
import { useEffect } from "react";
import { contributedTo } from "../engine/contributions";
import type { Contribution, PluginSummary } from "../engine/types";
import { Page } from "../layout/page";
import { NoPlugins } from "../plugins/no-plugins";
import { sentence } from "../plugins/plugin-list-page";
import { orderOfState, stateOf, toneOf } from "../plugins/plugin-state";
import { Uptime } from "../plugins/uptime";
import { formatRoute } from "../routes/route";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { ViewFrame } from "../views/view-frame";
import { LatestEvents } from "./latest-events";
import "./dashboard.css";

const text = strings.dashboard;

/** How everything is at a glance, and the cards of plugins. */
export function DashboardPage({ isVisible }: { isVisible: boolean }) {
  const { plugins, contributions } = useServices();
  const { value: list } = useStore(plugins);
  const contributed = contributedTo("dashboard-card", useStore(contributions).value);
  const cards = contributed.filter((card) => card.view !== undefined);
  useEffect(() => (isVisible ? plugins.watchUsage() : undefined), [plugins, isVisible]);
  if (!list) {
    return (
      <Page title={text.title}>
        <Loading lines={8} />
      </Page>
    );
  }
  if (list.length === 0) return <NoPlugins title={text.firstTitle} />;
  const bad = list.filter((plugin) => orderOfState(plugin) === 0);
  const running = list.filter((plugin) => plugin.process_id !== undefined);
  return (
    <Page title={text.title} note={text.note(running.length, list.length)} command="omniview status">
      <div className="dashboard">
        <Figures plugins={list} bad={bad.length} />
        <div className="dashboard-main">
          {cards.length > 0 && (
            <section aria-label={text.cards} className="dashboard-cards">
              {cards.map((card) => (
                <PluginCard key={`${card.plugin} ${card.id}`} card={card} isVisible={isVisible} />
              ))}
            </section>
          )}
          <div className="dashboard-columns">
            <Attention plugins={bad} />
            <LatestEvents />
          </div>
        </div>
      </div>
    </Page>
  );
}

function Figures({ plugins, bad }: { plugins: PluginSummary[]; bad: number }) {
  const { info } = useServices();
  const engine = useStore(info).value;
  const running = plugins.filter((plugin) => plugin.process_id !== undefined);
  const isAsleep = (plugin: PluginSummary): boolean =>
    plugin.enabled && plugin.has_backend && plugin.process_id === undefined && orderOfState(plugin) !== 0;
  const sum = (value: (plugin: PluginSummary) => number | undefined): number =>
    running.reduce((total, plugin) => total + (value(plugin) ?? 0), 0);
  return (
    <div className="tiles">
      <Stat label={text.running} value={running.length} note={strings.dashboard.note(running.length, plugins.length)} />
      <Stat label={text.asleep} value={plugins.filter(isAsleep).length} note={text.asleepNote} />
      <Stat
        label={text.problems}
        value={<span data-warn={bad > 0}>{bad}</span>}
        note={bad === 0 ? strings.status.fine : ""}
      />
      <Stat label={text.cpu} value={formatShare(sum((plugin) => plugin.cpu_share))} note={text.cores} />
      <Stat label={text.memory} value={formatBytes(sum((plugin) => plugin.rss_bytes))} />
      {engine && (
        <Stat
          label={text.uptime}
          value={<Uptime since={engine.started_at} />}
          note={`${strings.product} ${engine.version}`}
        />
      )}
    </div>
  );
}

/** A card of a plugin: its view in a frame, loaded when the dashboard is first shown. */
function PluginCard({ card, isVisible }: { card: Contribution; isVisible: boolean }) {
  const { workspace } = useServices();
  const { plugin, plugin_name, view = "", title, icon, id } = card;
  return (
    <section className="ov-card plugin-card" aria-label={title}>
      <header className="ov-card-head">
        <Icon name={icon ?? "LuLayoutGrid"} size={15} />
        <h2>{title}</h2>
        {plugin_name !== title && <span className="ov-muted">{plugin_name}</span>}
        <IconButton
          icon="LuExternalLink"
          size="small"
          label={text.openCard(title)}
          onClick={() => workspace.open({ page: "view", plugin, view, path: "" })}
        />
      </header>
      <div className="plugin-card-view">
        <ViewFrame
          plugin={plugin}
          view={view}
          title={title}
          contribution={id}
          context={{ kind: "dashboard-card" }}
          isVisible={isVisible}
        />
      </div>
    </section>
  );
}

function Attention({ plugins }: { plugins: PluginSummary[] }) {
  return (
    <Card title={text.attention} flush={plugins.length > 0}>
      {plugins.length === 0 && (
        <p className="all-well">
          <Icon name="LuCircleCheck" size={17} />
          {text.allWell}
        </p>
      )}
      {plugins.length > 0 && (
        <ul className="attention">
          {plugins.map((plugin) => (
            <li key={plugin.id}>
              <a href={formatRoute({ page: "plugin", id: plugin.id, section: "overview" })}>
                <Icon name={plugin.icon ?? "LuBoxes"} size={18} />
                <b>{plugin.name}</b>
                <StatusPill status={stateOf(plugin)} tone={toneOf(plugin)} />
                <span className="attention-reason">{sentence(plugin.reason.message)}</span>
                <Icon name="LuChevronRight" size={15} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
