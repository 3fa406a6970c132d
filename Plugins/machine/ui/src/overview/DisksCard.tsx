import { Card, Chart, Meter, formatBytes, formatShare } from "@omniview/plugin";
import type { Disk } from "../contract";
import type { OverviewProps } from "../Overview";
import { diskRates, formatRate } from "../rates";
import { valuesOf } from "../timeline";
import { Hero } from "./Hero";

/** How full the disks are, and what they do. */
export function DisksCard({ latest, timeline, capacity, describe, tall }: OverviewProps) {
  const rates = diskRates(latest);
  return (
    <Card title="Disks" className="machine-disks">
      {rates && (
        <>
          <Hero
            value={formatRate(rates.read + rates.written)}
            note={`${formatShare(Math.max(...latest.disks.map((disk) => disk.busy ?? 0)))} of the time busy`}
            facts={[
              ["Read", formatRate(rates.read), 5],
              ["Written", formatRate(rates.written), 1],
            ]}
          />
          <Chart
            label="What the disks read and wrote in the last five minutes"
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
              { name: "Read", values: valuesOf(timeline, (sample) => diskRates(sample)?.read ?? 0), color: 5 },
              { name: "Written", values: valuesOf(timeline, (sample) => diskRates(sample)?.written ?? 0), color: 1 },
            ]}
          />
        </>
      )}
      <ul className="machine-list machine-foot" aria-label="File systems">
        {latest.disks.map((disk) => (
          <DiskRow key={disk.mount} disk={disk} />
        ))}
      </ul>
    </Card>
  );
}

function DiskRow({ disk }: { disk: Disk }) {
  const size = Number(disk.sizeBytes);
  const used = Number(disk.usedBytes);
  const available = Number(disk.availableBytes);
  // What is kept back for the administrator is neither used nor to be had.
  const share = used + available > 0 ? used / (used + available) : 0;
  return (
    <li className="ov-stack ov-gap-s">
      <div className="machine-line">
        <span className="machine-name" title={`${disk.device}, ${disk.fileSystem}`}>
          {disk.mount} <span className="ov-muted">{disk.fileSystem}</span>
        </span>
        <span className="ov-muted">
          {formatBytes(available)} free of {formatBytes(size)}
        </span>
      </div>
      <Meter label={`${disk.mount}: used`} share={share} text={`${formatShare(share)} used`} warn={0.85} />
    </li>
  );
}
