import { Card, phaseTone, type Tone } from "@omniview/plugin";
import { phaseChange } from "../engine/phase-change";
import type { EngineEvent } from "../engine/types";
import { Time } from "../layout/time";
import { sentence } from "../plugins/plugin-list-page";
import { formatRoute } from "../routes/route";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";

const text = strings.dashboard;

/** The end of the journal, as far as this page has seen it. */
export function LatestEvents() {
  const { latest, plugins } = useServices();
  const events = useStore(latest);
  useStore(plugins);
  return (
    <Card title={text.events}>
      {events.length === 0 ? (
        <p className="ov-muted">{text.noEvents}</p>
      ) : (
        <ol className="events">
          {events.slice(0, 12).map((event) => (
            <li key={event.sequence} data-tone={toneOf(event)}>
              <Time value={event.time} />
              {event.plugin && (
                <a href={formatRoute({ page: "plugin", id: event.plugin, section: "history" })}>
                  {plugins.find(event.plugin)?.name ?? event.plugin}
                </a>
              )}
              <span className="events-what" title={event.kind}>{wordsOf(event)}</span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function wordsOf(event: EngineEvent): string {
  const change = phaseChange(event);
  if (change) return change.reason ? `${sentence(change.to)} — ${change.reason}` : sentence(change.to);
  // Of what is no plugin's, the kind says whose it is.
  const kind = event.plugin ? event.kind.replace(/^\w+\./, "") : event.kind.replace(".", " ");
  const what = sentence(kind.replace(/-/g, " "));
  const { message } = (event.data ?? {}) as { message?: unknown };
  return typeof message === "string" ? `${what} — ${message}` : what;
}

function toneOf(event: EngineEvent): Tone {
  const to = phaseChange(event)?.to;
  if (to !== undefined) return to === "failed" ? "bad" : phaseTone(to);
  return /crashed|rejected|refused|damaged|gap/.test(event.kind) ? "bad" : "calm";
}
