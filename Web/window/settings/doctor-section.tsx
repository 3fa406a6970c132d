import { Button, Card, ErrorCard, Icon, Loading } from "@omniview/plugin";
import { useEffect, useState } from "react";
import { engine } from "../engine/client";
import { Resource } from "../engine/resource";
import { sentence } from "../plugins/plugin-list-page";
import { useStore } from "../state/store";
import { strings } from "../strings";

const text = strings.engine;
const icons: { [status: string]: string } = { ok: "LuCircleCheck", warning: "LuTriangleAlert", error: "LuCircleAlert" };

/** What the engine finds when it looks at its installation. */
export function DoctorSection() {
  const [report] = useState(() => new Resource(engine.doctor));
  const { value, error } = useStore(report);
  useEffect(() => void report.refresh(), [report]);
  if (!value && error) {
    return <ErrorCard title={text.unavailable} detail={error} onRetry={() => void report.refresh()} />;
  }
  if (!value) return <Loading />;
  return (
    <Card
      title={text.doctor}
      flush
      actions={
        <Button size="small" icon="LuRefreshCw" onClick={() => void report.refresh()}>
          {text.doctorAgain}
        </Button>
      }
    >
      <ul className="doctor">
        {value.checks.map((check, index) => (
          <li key={`${check.code} ${index}`} data-status={check.status}>
            <Icon
              name={icons[check.status] ?? "LuInfo"}
              size={17}
              label={text.statuses[check.status as keyof typeof text.statuses] ?? check.status}
            />
            <div>
              <p>{sentence(check.what)}</p>
              {check.advice && <p className="ov-muted">{check.advice}</p>}
            </div>
            <code className="ov-muted">{check.code}</code>
          </li>
        ))}
      </ul>
    </Card>
  );
}
