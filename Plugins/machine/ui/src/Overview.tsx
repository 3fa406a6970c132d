import { useMemo } from "react";
import type { Sample } from "./contract";
import { DisksCard } from "./overview/DisksCard";
import { MemoryCard } from "./overview/MemoryCard";
import { NetworksCard } from "./overview/NetworksCard";
import { ProcessorsCard } from "./overview/ProcessorsCard";
import { agoOf, capacityOf, timelineOf } from "./timeline";

/** What the cards of the overview get: now, and the last five minutes. */
export interface OverviewProps {
  latest: Sample;
  timeline: ReturnType<typeof timelineOf>;
  capacity: number;
  describe(index: number): string;
}

/** The machine in four cards. */
export function Overview({ latest, samples }: { latest: Sample; samples: readonly Sample[] }) {
  const timeline = useMemo(() => timelineOf(samples), [samples]);
  const capacity = capacityOf(latest);
  const props: OverviewProps = { latest, timeline, capacity, describe: agoOf(timeline, capacity) };
  return (
    <div className="machine-grid">
      <ProcessorsCard {...props} />
      <MemoryCard {...props} />
      <NetworksCard {...props} />
      <DisksCard {...props} />
    </div>
  );
}
