import {
  Badge,
  Card,
  CodeBlock,
  Empty,
  Facts,
  Loading,
  formatBytes,
  formatDuration,
  formatShare,
} from "@omniview/plugin";
import { engine } from "../../engine/client";
import type { CrashReport } from "../../engine/types";
import { usePluginResource } from "../../engine/use-plugin";
import { Time } from "../../layout/time";
import { strings } from "../../strings";
import { sentence } from "../plugin-list-page";
import type { SectionProps } from "./plugin-page";
import { Timeline } from "./timeline";

const text = strings.details.crashes;

/** What ended when it should not have, newest first. */
export function CrashesSection({ detail }: SectionProps) {
  const { value } = usePluginResource(detail.summary.id, engine.crashes);
  if (!value) return <Loading />;
  if (value.length === 0) return <Empty icon="LuHeart" title={text.empty}>{text.emptyText}</Empty>;
  return (
    <div className="crashes">
      {value.map((crash, index) => (
        <Crash key={crash.id} crash={crash} isOpen={index === 0} />
      ))}
    </div>
  );
}

function Crash({ crash, isOpen }: { crash: CrashReport; isOpen: boolean }) {
  const { reason, signal, exit_code, uptime_ms, number_in_budget, budget, resources, log_tail, history } = crash;
  const facts: [string, React.ReactNode][] = [
    [text.ranFor, formatDuration(uptime_ms)],
    [text.process, text.generation(crash.generation)],
    [text.budget, text.ofBudget(number_in_budget, budget)],
  ];
  if (signal) facts.push([text.signal, signal]);
  if (exit_code !== undefined) facts.push([text.exitCode, exit_code]);
  if (resources) {
    facts.push([text.lastSample, text.used(formatShare(resources.cpu_share), formatBytes(resources.rss_bytes))]);
  }
  return (
    <Card>
      <details className="crash" open={isOpen}>
        <summary>
          <Badge tone="bad">{signal ?? (exit_code === undefined ? text.crash : text.exit(exit_code))}</Badge>
          <b>{sentence(reason ?? text.unknown)}</b>
          <span className="ov-muted">
            <Time value={crash.time} />
          </span>
        </summary>
        <div className="crash-body">
          <Facts facts={facts} />
          {history.length > 0 && (
            <section>
              <h2>{text.before}</h2>
              <Timeline steps={history} />
            </section>
          )}
          {log_tail.length > 0 && (
            <section>
              <h2>{text.log}</h2>
              <CodeBlock code={log_tail.join("\n")} label={text.log} />
            </section>
          )}
        </div>
      </details>
    </Card>
  );
}
