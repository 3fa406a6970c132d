import { Badge, Card, ErrorCard, Field, Input, Loading, useSettings, useStorage } from "@omniview/plugin";
import { useEffect, useState } from "react";
import { useCall } from "./contract";

/** Greets whoever is named; the name is there again when the view is opened the next time. */
export function Greeting() {
  const { value: name, set: setName, loading } = useStorage("name", "");
  return (
    <Card title="A call">
      {loading ? <Loading lines={3} /> : <Greeter name={name} onName={setName} />}
    </Card>
  );
}

/** Greets as soon as the typing rests. */
function Greeter({ name, onName }: { name: string; onName(name: string): void }) {
  const asked = useRested(name, 250);
  const { values } = useSettings();
  const { data, error, refresh } = useCall("omniview.hello.v1.Greeter/Greet", { name: asked });

  // Other settings, another greeting.
  const { greeting, loud } = values;
  useEffect(refresh, [greeting, loud, refresh]);

  return (
    <>
      <p role="status" aria-label="Greeting">
        <strong>{data?.greeting ?? "…"}</strong>
      </p>
      <Field label="Name" help="Whom to greet; nobody is the world.">
        {(ids) => <Input {...ids} value={name} maxLength={80} onChange={(event) => onName(event.target.value)} />}
      </Field>
      {error && <ErrorCard title="There was no answer" detail={error.message} onRetry={refresh} />}
      {data && <Badge>answered by process {data.processId}</Badge>}
    </>
  );
}

/** A value once it has not changed for so many milliseconds. */
function useRested<Value>(value: Value, milliseconds: number): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return rested;
}
