import { Card, Empty, ErrorCard, Form, Loading } from "@omniview/plugin";
import type { JSONValue } from "../../../bridge/socket";
import { engine } from "../../engine/client";
import { usePluginResource } from "../../engine/use-plugin";
import { strings } from "../../strings";
import type { SectionProps } from "./plugin-page";

const text = strings.details.settings;

/** The plugin's settings, as it describes them. */
export function SettingsSection({ detail }: SectionProps) {
  const { id, name } = detail.summary;
  return <PluginSettings id={id} name={name} />;
}

export function PluginSettings({ id, name }: { id: string; name: string }) {
  const { value, error, refresh } = usePluginResource(id, engine.settings);
  if (!value) return error ? <ErrorCard title={text.unavailable} detail={error} onRetry={() => void refresh()} /> : <Loading />;
  if (value.length === 0) return <Empty icon="LuSettings" title={text.empty}>{text.emptyText}</Empty>;
  return (
    <Card title={text.title(name)}>
      <Form
        label={text.title(name)}
        settings={value}
        onSave={async (values: { [id: string]: JSONValue }) => {
          await engine.setSettings(id, values);
          await refresh();
        }}
      />
    </Card>
  );
}
