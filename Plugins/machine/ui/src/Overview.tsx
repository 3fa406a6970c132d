import { classes } from "@omniview/plugin";
import { useMemo, useRef } from "react";
import type { Sample } from "./contract";
import { useSpace } from "./measure";
import { BusiestCard } from "./overview/BusiestCard";
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
  /** There is room for higher charts. */
  tall: boolean;
}

/** With more processors than these, two cards have room beside theirs. */
const few = 8;

/** The machine in cards. */
export function Overview({ latest, samples }: { latest: Sample; samples: readonly Sample[] }) {
  const timeline = useMemo(() => timelineOf(samples), [samples]);
  const capacity = capacityOf(latest);
  const place = useRef<HTMLDivElement>(null);
  const tall = useSpace(place).width >= 1700;
  const props: OverviewProps = { latest, timeline, capacity, describe: agoOf(timeline, capacity), tall };
  return (
    <div ref={place} className={classes("machine-grid", latest.processors.cores.length > few && "machine-grid-many")}>
      <ProcessorsCard {...props} />
      <MemoryCard {...props} />
      <NetworksCard {...props} />
      <DisksCard {...props} />
      <BusiestCard memoryBytes={Number(latest.memory.totalBytes)} />
    </div>
  );
}
