import { Badge, Card, Chart, Meter, formatBytes, formatShare } from "@omniview/plugin";
import type { OverviewProps } from "../Overview";
import { valuesOf } from "../timeline";
import { Hero } from "./Hero";

/** What memory is used for. */
export function MemoryCard({ latest, timeline, capacity, describe, tall }: OverviewProps) {
  const total = Number(latest.memory.totalBytes);
  const used = Number(latest.memory.usedBytes);
  const available = Number(latest.memory.availableBytes);
  const cached = Math.min(Number(latest.memory.cachedBytes), Math.max(0, total - used));
  const swapTotal = Number(latest.memory.swapTotalBytes);
  const swapUsed = Number(latest.memory.swapUsedBytes);
  const share = total > 0 ? used / total : 0;
  return (
    <Card title="Memory" className="machine-memory" actions={<Badge>{formatBytes(total)}</Badge>}>
      <Hero
        value={formatBytes(used)}
        note={`${formatShare(share)} used`}
        facts={[
          ["Used", formatBytes(used), 4],
          ["Cached", formatBytes(cached), 5],
          ["Available", formatBytes(available)],
        ]}
      />
      <div className="machine-parts" aria-hidden>
        <span style={{ width: `${share * 100}%`, background: "var(--ov-series-4)" }} />
        <span style={{ width: `${(total > 0 ? cached / total : 0) * 100}%`, background: "var(--ov-series-5)" }} />
      </div>
      <Chart
        label="Used memory of the last five minutes"
        kind="area"
        height={tall ? 220 : 110}
        least={0}
        most={total}
        capacity={capacity}
        format={formatBytes}
        describe={describe}
        from="5 min ago"
        to="now"
        series={[
          { name: "Used", values: valuesOf(timeline, (sample) => Number(sample.memory.usedBytes)), color: 4 },
        ]}
      />
      <div className="machine-foot">
        <div className="machine-line">
          <span>Swap</span>
          <span className="ov-muted">
            {swapTotal > 0 ? `${formatBytes(swapUsed)} of ${formatBytes(swapTotal)}` : "none"}
          </span>
        </div>
        {swapTotal > 0 && <Meter label="Swap" share={swapUsed / swapTotal} warn={0.5} bad={0.9} />}
      </div>
    </Card>
  );
}
