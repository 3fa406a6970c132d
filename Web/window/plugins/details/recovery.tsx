import { Card, IconButton, formatDuration, phaseTone } from "@omniview/plugin";
import { useEffect, useState } from "react";
import { phaseChange } from "../../engine/phase-change";
import type { EngineEvent, PluginSummary } from "../../engine/types";
import { useServices } from "../../services";
import { useStore } from "../../state/store";
import { strings } from "../../strings";
import { sentence } from "../plugin-list-page";

const text = strings.details.recovery;

interface Step {
  /** Milliseconds since 1970, by the engine's clock. */
  time: number;
  phase: string;
  reason: string;
}

/** Shows how a plugin whose process was killed comes back, as it happens. */
export function Recovery({ plugin }: { plugin: PluginSummary }) {
  const { actions, feed } = useServices();
  const killed = useStore(actions.killed);
  const [steps, setSteps] = useState<Step[]>([]);
  const isMine = killed?.plugin === plugin.id;
  const at = killed?.at;
  useEffect(() => {
    if (!isMine) return undefined;
    setSteps([]);
    return feed.on((event) => {
      const step = event.plugin === plugin.id ? readStep(event) : undefined;
      if (step) setSteps((before) => [...before, step]);
    });
  }, [feed, isMine, at, plugin.id]);
  if (!isMine) return null;
  const begin = steps[0]?.time;
  const end = steps.find((step, index) => index > 0 && step.phase === "running");
  const close = (): void => actions.killed.set(undefined);
  return (
    <Card
      title={text.title}
      className="recovery"
      actions={<IconButton icon="LuX" size="small" label={strings.close} onClick={close} />}
    >
      <ol className="recovery-steps" aria-live="polite">
        <li data-tone="bad">
          <b>{text.killed}</b>
          <span>{text.signal}</span>
        </li>
        {steps.map((step, index) => (
          <li key={index} data-tone={phaseTone(step.phase)}>
            <b>{sentence(step.phase)}</b>
            <span title={step.reason}>+{formatDuration(step.time - (begin ?? step.time))}</span>
          </li>
        ))}
        {!end && (
          <li data-tone="wait">
            <b>{text.waiting}</b>
            <span className="ov-spinner" />
          </li>
        )}
      </ol>
      {end && begin !== undefined && <p className="recovery-done">{text.done(formatDuration(end.time - begin))}</p>}
    </Card>
  );
}

function readStep(event: EngineEvent): Step | undefined {
  const change = phaseChange(event);
  return change && { time: Date.parse(event.time), phase: change.to, reason: change.reason };
}
