import { Card, Empty, Loading } from "@omniview/plugin";
import { engine } from "../../engine/client";
import { usePluginResource } from "../../engine/use-plugin";
import { strings } from "../../strings";
import type { SectionProps } from "./plugin-page";
import { Timeline } from "./timeline";

const text = strings.details.history;

/** Every step of the plugin's life that is kept. */
export function HistorySection({ detail }: SectionProps) {
  const { value } = usePluginResource(detail.summary.id, engine.history);
  if (!value) return <Loading />;
  if (value.length === 0) return <Empty icon="LuHistory" title={text.empty}>{text.emptyText}</Empty>;
  return (
    <div role="group" aria-label={strings.details.sections.history} tabIndex={0}>
      <Card title={text.title(value.length)}>
        <Timeline steps={value} />
      </Card>
    </div>
  );
}
