import {
  Badge,
  ErrorCard,
  Icon,
  Loading,
  Tabs,
  formatDuration,
  useNavigation,
  useTitle,
} from "@omniview/plugin";
import { useCall, useStream, type Description, type Sample } from "./contract";
import { IntervalSelect } from "./IntervalSelect";
import { Overview } from "./Overview";
import { Processes } from "./processes/Processes";

/** As many messages as five minutes have at the shortest interval. */
const keep = 301;

/**
 * The page: what the machine is, and two tabs. It goes on measuring while another tab of the window is shown, so that
 * its charts have no holes.
 */
export function MachinePage() {
  const { data: description } = useCall("omniview.machine.v1.Machine/Describe", {});
  const { latest, messages, status, error, restart } = useStream("omniview.machine.v1.Machine/Watch", {}, { keep });
  const { path, go } = useNavigation();
  useTitle(description?.hostName || "Machine");

  const tab = path === "processes" ? "processes" : "overview";
  const tabs = [
    { id: "overview", label: "Overview", icon: "LuGauge" },
    { id: "processes", label: "Processes", icon: "LuList" },
  ];
  return (
    <main className="ov-page machine-page">
      <Head description={description} latest={latest} live={status === "open"} />
      {status === "failed" && (
        <ErrorCard title="The machine cannot be read" detail={error?.message} onRetry={restart} />
      )}
      <Tabs label="Parts of the page" tabs={tabs} selected={tab} onSelect={(id) => go(id === "overview" ? "" : id)}>
        {tab === "processes" && <Processes memoryBytes={Number(latest?.memory.totalBytes ?? 0)} />}
        {tab === "overview" && latest && <Overview latest={latest} samples={messages} />}
        {tab === "overview" && !latest && status !== "failed" && <Loading label="Measuring the machine" lines={8} />}
      </Tabs>
    </main>
  );
}

interface HeadProps {
  description: Description | undefined;
  latest: Sample | undefined;
  live: boolean;
}

function Head({ description, latest, live }: HeadProps) {
  const booted = Date.parse(description?.booted ?? "");
  const now = Date.parse(latest?.time ?? "");
  const facts = description
    ? [
        description.operatingSystem,
        description.kernel,
        `${description.processor} × ${description.processorCount}`,
        description.architecture,
      ].filter(Boolean)
    : [];
  return (
    <header className="machine-head">
      <span className="machine-head-icon">
        <Icon name="LuServer" size={22} />
      </span>
      <div className="machine-head-text">
        <h1>{description?.hostName || "This machine"}</h1>
        <ul className="machine-facts" aria-label="What it is">
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
          {now > booted && <li>up {formatDuration(Math.floor((now - booted) / 60_000) * 60_000)}</li>}
        </ul>
      </div>
      <div className="machine-head-end">
        <Badge tone={live ? "good" : "warn"}>
          <span className={live ? "ov-dot" : "ov-dot ov-dot-busy"} aria-hidden />
          {live ? "Live" : "Waiting"}
        </Badge>
        <IntervalSelect />
      </div>
    </header>
  );
}
