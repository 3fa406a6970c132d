import { Card, Chart, formatBytes, formatShare } from "@omniview/plugin";
import type { ResourceSample } from "../../engine/types";
import { timeOfDay } from "../../layout/time";
import { strings } from "../../strings";

const text = strings.details;

/** Processor and memory over the last quarter of an hour. */
export function ResourcesCard({ samples }: { samples: ResourceSample[] }) {
  const first = samples[0];
  const last = samples.at(-1);
  const ends = first && last ? { from: timeOfDay(first.time), to: timeOfDay(last.time) } : {};
  const describe = (index: number): string => timeOfDay(samples[index]?.time ?? "");
  if (samples.length < 2) {
    return (
      <Card title={text.usage}>
        <p className="ov-muted">{text.noSamples}</p>
      </Card>
    );
  }
  return (
    <div className="resource-charts">
      <Card title={text.cpu}>
        <Chart
          label={text.cpu}
          kind="area"
          least={0}
          height={132}
          series={[{ name: text.cpu, values: samples.map((sample) => sample.cpu_share), color: 1 }]}
          format={formatShare}
          describe={describe}
          {...ends}
        />
      </Card>
      <Card title={text.memory}>
        <Chart
          label={text.memory}
          kind="area"
          least={0}
          height={132}
          series={[{ name: text.memory, values: samples.map((sample) => sample.rss_bytes), color: 2 }]}
          format={formatBytes}
          bytes
          describe={describe}
          {...ends}
        />
      </Card>
    </div>
  );
}
