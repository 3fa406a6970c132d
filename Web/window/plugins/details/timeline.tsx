import { phaseTone } from "@omniview/plugin";
import type { PhaseTransition } from "../../engine/types";
import { Time } from "../../layout/time";
import { sentence } from "../plugin-list-page";

/** Steps of a plugin's life, the latest first. */
export function Timeline({ steps }: { steps: PhaseTransition[] }) {
  return (
    <ol className="timeline">
      {[...steps].reverse().map((step, index) => (
        <li key={`${step.time} ${step.to} ${index}`} data-tone={step.to === "failed" ? "bad" : phaseTone(step.to)}>
          <span className="timeline-head">
            <b>{sentence(step.to.replace(/-/g, " "))}</b>
            <Time value={step.time} isExact />
          </span>
          <span className="timeline-reason">{sentence(step.reason.message)}</span>
          {step.cause && step.cause !== step.reason.message && <span className="timeline-cause">{step.cause}</span>}
        </li>
      ))}
    </ol>
  );
}
