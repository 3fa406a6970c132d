import { Badge, Card, Chart, formatNumber, formatShare } from "@omniview/plugin";
import type { OverviewProps } from "../Overview";
import { valuesOf } from "../timeline";
import { Cores } from "./Cores";
import { Hero } from "./Hero";

/** How busy the processors are, together and each. */
export function ProcessorsCard({ latest, timeline, capacity, describe, tall }: OverviewProps) {
  const { processors, load, tasks } = latest;
  const running = tasks.running === undefined ? "" : `${formatNumber(tasks.running)} running of `;
  return (
    <Card
      title="Processors"
      className="machine-processors"
      actions={
        <Badge title="How many threads ran or wanted to, over 1, 5 and 15 minutes">
          load {[load.one, load.five, load.fifteen].map((value) => value.toFixed(2)).join(" · ")}
        </Badge>
      }
    >
      <Hero
        value={formatShare(processors.busy)}
        note={`${running}${formatNumber(tasks.threads)} threads`}
        facts={[
          ["User", formatShare(processors.user), 1],
          ["System", formatShare(processors.system), 3],
          ["Waiting", formatShare(processors.waiting)],
          ...(processors.stolen > 0 ? [["Stolen", formatShare(processors.stolen)] as [string, string]] : []),
        ]}
      />
      <Chart
        label="Processor time of the last five minutes"
        kind="area"
        height={tall ? 260 : 150}
        least={0}
        most={1}
        capacity={capacity}
        format={formatShare}
        describe={describe}
        from="5 min ago"
        to="now"
        series={[
          { name: "Busy", values: valuesOf(timeline, (sample) => sample.processors.busy), color: 1 },
          { name: "System", values: valuesOf(timeline, (sample) => sample.processors.system), color: 3 },
        ]}
      />
      <Cores cores={processors.cores} timeline={timeline} capacity={capacity} />
    </Card>
  );
}
