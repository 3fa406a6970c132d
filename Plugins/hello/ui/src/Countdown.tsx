import { Badge, Button, Card, Chart, ErrorCard, Meter, Stat, type Tone } from "@omniview/plugin";
import { useState } from "react";
import { useStream } from "./contract";

const from = 60;
const intervalMs = 250;
const tones: { [status: string]: Tone } = { open: "info", ended: "good", failed: "bad", reconnecting: "warn" };

/** Counts down over a stream of the backend, and shows every number as it comes. */
export function Countdown() {
  const [running, setRunning] = useState(true);
  const { latest, messages, count, status, error, restart } = useStream(
    "omniview.hello.v1.Greeter/Countdown",
    { from, intervalMs },
    { enabled: running, keep: from + 1 },
  );
  const left = latest?.left ?? from;
  return (
    <Card title="A stream" actions={<Badge tone={tones[status] ?? "calm"}>{status}</Badge>}>
      <Stat label="Left" value={left} note={`${count} messages came`} />
      <Meter label="Progress" share={1 - left / from} warn={2} bad={2} />
      <Chart
        label="The countdown"
        kind="area"
        height={96}
        capacity={from + 1}
        least={0}
        most={from}
        series={[{ name: "Left", values: messages.map((message) => message.left) }]}
      />
      {error && <ErrorCard title="The stream has ended" detail={error.message} onRetry={restart} />}
      <div className="ov-row">
        <Button icon="LuRefreshCw" onClick={restart} disabled={!running}>
          Again
        </Button>
        <Button icon={running ? "LuSquare" : "LuPlay"} onClick={() => setRunning(!running)}>
          {running ? "Stop" : "Start"}
        </Button>
      </div>
    </Card>
  );
}
