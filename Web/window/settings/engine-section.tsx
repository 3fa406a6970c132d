import { Card, ErrorCard, Facts, Loading } from "@omniview/plugin";
import { useEffect } from "react";
import { Time } from "../layout/time";
import { Uptime } from "../plugins/uptime";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";

const text = strings.engine;

/** The engine that this window shows. */
export function EngineSection({ isVisible }: { isVisible: boolean }) {
  const { info } = useServices();
  const { value, error } = useStore(info);
  useEffect(() => {
    if (isVisible) info.refreshSoon();
  }, [info, isVisible]);
  if (!value) return error ? <ErrorCard title={text.unavailable} detail={error} /> : <Loading />;
  const phases = Object.entries(value.plugins).map(([phase, count]) => `${count} ${phase}`);
  return (
    <Card title={strings.settings.engine}>
      <Facts
        facts={[
          [text.facts.version, value.version],
          [text.facts.api, value.api_version],
          [text.facts.process, value.process_id],
          [text.facts.started, <Time key="" value={value.started_at} />],
          [text.facts.uptime, <Uptime key="" since={value.started_at} />],
          [text.facts.state, <code key="">{value.state_directory}</code>],
          [text.facts.plugins, phases.join(", ")],
        ]}
      />
    </Card>
  );
}
