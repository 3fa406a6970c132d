import { Card, Chart, formatNumber } from "@omniview/plugin";
import type { Network } from "../contract";
import type { OverviewProps } from "../Overview";
import { formatRate, isLoopback, networkRates } from "../rates";
import { valuesOf } from "../timeline";
import { Hero } from "./Hero";

/** So many interfaces are named; a host of containers has hundreds. */
const most = 8;

/** What comes and goes. */
export function NetworksCard({ latest, timeline, capacity, describe, tall }: OverviewProps) {
  const { received, sent } = networkRates(latest);
  const packets = latest.networks
    .filter(({ name }) => !isLoopback(name))
    .reduce((sum, network) => sum + network.receivedPacketsPerSecond + network.sentPacketsPerSecond, 0);
  const shown = [...latest.networks].sort(inOrder).slice(0, most);
  return (
    <Card title="Network" className="machine-networks">
      <Hero
        value={formatRate(received + sent)}
        note={`${formatNumber(packets)} ${Math.round(packets) === 1 ? "packet" : "packets"}/s`}
        facts={[
          ["Received", formatRate(received), 2],
          ["Sent", formatRate(sent), 3],
        ]}
      />
      <Chart
        label="Network traffic of the last five minutes"
        kind="area"
        height={tall ? 180 : 110}
        least={0}
        capacity={capacity}
        format={formatRate}
        bytes
        describe={describe}
        from="5 min ago"
        to="now"
        series={[
          { name: "Received", values: valuesOf(timeline, (sample) => networkRates(sample).received), color: 2 },
          { name: "Sent", values: valuesOf(timeline, (sample) => networkRates(sample).sent), color: 3 },
        ]}
      />
      <ul className="machine-list machine-foot" aria-label="Interfaces">
        {shown.map((network) => (
          <li key={network.name} className="machine-line">
            <span className="machine-name">
              {network.name}
              {isLoopback(network.name) && <span className="ov-muted"> loopback</span>}
            </span>
            <span className="machine-rates">
              <span title="Received">↓ {formatRate(network.receivedBytesPerSecond)}</span>
              <span title="Sent">↑ {formatRate(network.sentBytesPerSecond)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** By name, so that rows stay where they are; what a machine says to itself comes last. */
function inOrder(a: Network, b: Network): number {
  const own = Number(isLoopback(a.name)) - Number(isLoopback(b.name));
  return own || a.name.localeCompare(b.name, "en", { numeric: true });
}
