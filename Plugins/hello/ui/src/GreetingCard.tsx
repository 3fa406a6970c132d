import { Loading, Stat, useStorage } from "@omniview/plugin";
import { useCall } from "./contract";

/** For the dashboard: the greeting of the name that was typed last. */
export function GreetingCard() {
  const { value: name, loading } = useStorage("name", "");
  const { data, error } = useCall("omniview.hello.v1.Greeter/Greet", { name }, { enabled: !loading, every: 10_000 });
  return (
    <main className="ov-page">
      {error && <Stat label="Greeting" value="—" note={error.message} />}
      {!error && !data && <Loading lines={2} />}
      {!error && data && <Stat label="Greeting" value={data.greeting} note={`process ${data.processId}`} />}
    </main>
  );
}
