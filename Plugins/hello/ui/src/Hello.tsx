import { Card, ErrorCard, Form, Loading, useNotify, useSettings } from "@omniview/plugin";
import { Countdown } from "./Countdown";
import { Greeting } from "./Greeting";

/** The page of the plugin. */
export function Hello() {
  return (
    <main className="ov-page">
      <header className="ov-stack ov-gap-s">
        <h1>Hello</h1>
        <p className="ov-muted">
          A small plugin to learn from: one call, one stream, two settings. All of it runs in a process of its own.
        </p>
      </header>
      <div className="ov-grid">
        <Greeting />
        <Countdown />
      </div>
      <GreetingSettings />
    </main>
  );
}

function GreetingSettings() {
  const { settings, loading, error, set } = useSettings();
  const notify = useNotify();
  return (
    <Card title="Settings">
      {loading && <Loading label="Loading the settings" />}
      {error && <ErrorCard title="The settings could not be loaded" detail={error.message} />}
      {settings.length > 0 && (
        <Form
          label="Settings of hello"
          settings={settings}
          onSave={async (changes) => {
            await set(changes);
            notify("The greeting was changed", "success");
          }}
        />
      )}
    </Card>
  );
}
