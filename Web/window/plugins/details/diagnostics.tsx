import { Badge, Card, ErrorCard, Icon } from "@omniview/plugin";
import type { PluginDetail, PluginDiagnostic } from "../../engine/types";
import { formatRoute } from "../../routes/route";
import { strings } from "../../strings";
import { sentence } from "../plugin-list-page";

const text = strings.details;

/** What keeps a plugin from running, and what is odd about its files. */
export function Diagnostics({ detail }: { detail: PluginDetail }) {
  const { diagnostics, summary, verification, last_crash } = detail;
  const isDown = summary.phase === "failed" || summary.phase === "build-failed";
  return (
    <>
      {isDown && (
        <ErrorCard
          title={text.cannotRun}
          detail={sentence(summary.reason.message)}
          actions={
            last_crash && (
              <a href={formatRoute({ page: "plugin", id: summary.id, section: "crashes" })}>{text.seeCrashes}</a>
            )
          }
        />
      )}
      {(diagnostics.length > 0 || (verification?.problems.length ?? 0) > 0) && (
        <Card title={text.diagnostics}>
          <ul className="diagnostics">
            {diagnostics.map((finding, index) => (
              <Finding key={index} finding={finding} />
            ))}
            {verification?.problems.map((problem) => (
              <li key={problem}>
                <Badge tone="bad">{text.fileProblem}</Badge>
                <span>{problem}</span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

function Finding({ finding }: { finding: PluginDiagnostic }) {
  const { severity, message, file, line, column, suggestion, code } = finding;
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const tone = severity === "error" ? "bad" : severity === "warning" ? "warn" : "info";
  return (
    <li>
      <Badge tone={tone}>
        <Icon name={tone === "info" ? "LuInfo" : "LuTriangleAlert"} size={12} />
        {severity}
      </Badge>
      <span>
        {message} {suggestion && <span className="ov-muted">{text.suggestion(suggestion)}</span>}{" "}
        <code className="ov-muted">{[place, code].filter(Boolean).join(" · ")}</code>
      </span>
    </li>
  );
}
