import { Badge, Card, Facts, Icon, Stat, formatBytes, formatDuration, formatShare } from "@omniview/plugin";
import { engine } from "../../engine/client";
import { usageInterval } from "../../engine/plugin-list";
import type { PluginDetail } from "../../engine/types";
import { usePluginResource } from "../../engine/use-plugin";
import { Time } from "../../layout/time";
import { formatRoute } from "../../routes/route";
import { strings } from "../../strings";
import { Uptime } from "../uptime";
import { CallsCard, useCallRates } from "./calls-card";
import { Diagnostics } from "./diagnostics";
import type { SectionProps } from "./plugin-page";
import { Recovery } from "./recovery";
import { ResourcesCard } from "./resources-card";
import { Timeline } from "./timeline";

const text = strings.details;

/** How a plugin is doing now, at a glance. */
export function OverviewSection({ detail, isVisible }: SectionProps) {
  const { summary } = detail;
  const every = isVisible ? usageInterval : undefined;
  const samples = usePluginResource(summary.id, engine.resources, every).value ?? [];
  const calls = useCallRates(summary.id, every);
  const latest = summary.process_id === undefined ? undefined : samples.at(-1);
  return (
    <div className="overview">
      <Recovery plugin={summary} />
      <Diagnostics detail={detail} />
      <div className="tiles">
        <Stat
          label={text.uptime}
          value={summary.started_at ? <Uptime since={summary.started_at} /> : text.notRunning}
          note={text.restarts(summary.restarts)}
        />
        <Stat
          label={text.cpu}
          value={latest ? formatShare(latest.cpu_share) : text.none}
          note={latest && text.threads(latest.threads)}
        />
        <Stat
          label={text.memory}
          value={latest ? formatBytes(latest.rss_bytes) : text.none}
          note={latest && text.descriptors(latest.descriptors)}
        />
        <Stat label={text.callRate} value={calls.rate ?? text.none} note={text.calls(calls.total)} />
        <Stat
          label={text.p95}
          value={calls.p95 === undefined ? text.none : formatDuration(calls.p95)}
          note={calls.slowest}
        />
        <Stat label={text.errors} value={calls.errors} note={text.errorShare(calls.errors, calls.total)} />
      </div>
      <div className="overview-columns">
        <div className="overview-main">
          <ResourcesCard samples={samples} />
          <CallsCard calls={calls} />
        </div>
        <div className="overview-side">
          <Card
            title={text.recent}
            actions={
              <a href={formatRoute({ page: "plugin", id: summary.id, section: "history" })}>{text.all}</a>
            }
          >
            <Timeline steps={detail.history.slice(-6)} />
          </Card>
          <AboutCard detail={detail} />
        </div>
      </div>
    </div>
  );
}

function AboutCard({ detail }: { detail: PluginDetail }) {
  const { summary, verification, start_cost } = detail;
  const total = start_cost.find((step) => step.step === "total")?.ms ?? start_cost.reduce((sum, { ms }) => sum + ms, 0);
  const facts: [string, React.ReactNode][] = [];
  if (summary.description) facts.push([text.about.description, summary.description]);
  if (summary.demands.length > 0) facts.push([text.about.demands, summary.demands.join(", ")]);
  if (summary.capabilities.length > 0) facts.push([text.about.provides, summary.capabilities.join(", ")]);
  if (summary.process_id !== undefined) facts.push([text.about.process, summary.process_id]);
  if (start_cost.length > 0) facts.push([text.about.lastStart, <StartCost key="" steps={start_cost} total={total} />]);
  if (verification) {
    const isIntact = verification.status === "intact";
    facts.push([
      text.about.files,
      <span key="" className="about-files">
        <Badge tone={isIntact ? "good" : "warn"}>
          <Icon name={isIntact ? "LuShieldCheck" : "LuShieldAlert"} size={13} />
          {text.verification[verification.status as keyof typeof text.verification] ?? verification.status}
        </Badge>
        {text.filesChecked(verification.files)} <Time value={verification.checked_at} />
      </span>,
    ]);
  }
  facts.push([text.about.folder, <code key="">{detail.directory}</code>]);
  if (detail.digest) {
    facts.push([
      text.about.digest,
      <code key="" title={detail.digest}>
        {shorten(detail.digest)}
      </code>,
    ]);
  }
  return (
    <Card title={text.about.title}>
      <Facts facts={facts} />
    </Card>
  );
}

function StartCost({ steps, total }: { steps: PluginDetail["start_cost"]; total: number }) {
  const parts = steps.filter((step) => step.step !== "total");
  return (
    <span title={parts.map((step) => `${step.step} ${step.ms} ms`).join(", ")}>
      {formatDuration(total)} <span className="ov-muted">({parts.map((s) => `${s.step} ${s.ms}`).join(" · ")})</span>
    </span>
  );
}

const shorten = (digest: string): string => digest.replace(/^(sha256:.{12}).*/, "$1…");
