import { Empty, Loading, Sparkline, formatBytes, formatShare, useView } from "@omniview/plugin";
import type { ReactNode } from "react";
import { useStream } from "./contract";
import { formatRate, networkRates } from "./rates";
import { capacityOf, timelineOf, valuesOf } from "./timeline";

/** For the dashboard: the machine at a glance. */
export function MachineCard() {
  const { visible } = useView();
  const { latest, messages, status, error } = useStream(
    "omniview.machine.v1.Machine/Watch",
    {},
    { enabled: visible, keep: 301 },
  );
  if (!latest) {
    return status === "failed" ? (
      <Empty icon="LuTriangleAlert" title="The machine cannot be read">
        {error?.message}
      </Empty>
    ) : (
      <Loading label="Measuring the machine" lines={4} />
    );
  }
  const timeline = timelineOf(messages);
  const capacity = capacityOf(latest);
  const total = Number(latest.memory.totalBytes);
  const used = Number(latest.memory.usedBytes);
  const { received, sent } = networkRates(latest);
  return (
    <main className="machine-card">
      <h1 className="ov-hidden">Machine</h1>
      <Line name="CPU" value={formatShare(latest.processors.busy)}>
        <Sparkline
          label="Processor time of the last five minutes"
          values={valuesOf(timeline, (sample) => sample.processors.busy)}
          capacity={capacity}
          height={44}
          least={0}
          most={1}
          format={formatShare}
        />
      </Line>
      <Line name="Memory" value={`${formatBytes(used)} of ${formatBytes(total)}`}>
        <Sparkline
          label="Used memory of the last five minutes"
          values={valuesOf(timeline, (sample) => Number(sample.memory.usedBytes))}
          capacity={capacity}
          height={36}
          least={0}
          most={total}
          color={4}
          format={formatBytes}
        />
      </Line>
      <Line name="Network" value={`↓ ${formatRate(received)}  ↑ ${formatRate(sent)}`}>
        <Sparkline
          label="Network traffic of the last five minutes"
          values={valuesOf(timeline, (sample) => networkRates(sample).received + networkRates(sample).sent)}
          capacity={capacity}
          height={36}
          least={0}
          color={2}
          format={formatRate}
        />
      </Line>
    </main>
  );
}

function Line({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <section className="machine-card-line" aria-label={name}>
      <div className="machine-line">
        <span className="ov-muted">{name}</span>
        <b>{value}</b>
      </div>
      {children}
    </section>
  );
}
