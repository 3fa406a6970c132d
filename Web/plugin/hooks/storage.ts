import { useCallback, useEffect, useRef, useState } from "react";
import type { JSONValue } from "../../bridge/socket";
import { ask, useHost } from "../context";

export interface Stored<Value> {
  value: Value;
  /** Shows the value at once and keeps it; null takes it away. */
  set(value: Value | null): void;
  /** Until what was kept is there. */
  loading: boolean;
  /** The last value could not be kept, or could not be had. */
  error: Error | undefined;
}

/** What is written as `""` or `0` stands for any text or number. */
export type Widened<Value> = Value extends string
  ? string
  : Value extends number
  ? number
  : Value extends boolean
  ? boolean
  : Value;

/** A value that the engine keeps for this plugin, also when the window is closed. Nobody but the plugin reads it. */
export function useStorage<Value extends JSONValue>(key: string, initial: Value): Stored<Widened<Value>>;
export function useStorage(key: string, initial: JSONValue): Stored<JSONValue> {
  const host = useHost();
  const [state, setState] = useState<{ value: JSONValue; loading: boolean }>({ value: null, loading: true });
  const [error, setError] = useState<Error>();
  // Writes go one after the other; of those that wait only the last counts.
  const writing = useRef<{ busy: boolean; next?: { key: string; value: JSONValue } }>({ busy: false });
  const written = useRef(false);

  useEffect(() => {
    let current = true;
    written.current = false;
    setState({ value: null, loading: true });
    ask(host, { op: "storage.get", key }).then(
      (value) => {
        // What was set meanwhile is newer.
        if (current && !written.current) setState({ value, loading: false });
      },
      (failure: Error) => {
        if (!current) return;
        setError(failure);
        setState((before) => ({ ...before, loading: false }));
      },
    );
    return () => {
      current = false;
    };
  }, [host, key]);

  const set = useCallback(
    (value: JSONValue) => {
      written.current = true;
      setState({ value, loading: false });
      const queue = writing.current;
      queue.next = { key, value };
      if (queue.busy) return;
      queue.busy = true;
      void (async () => {
        for (let next = queue.next; next; next = queue.next) {
          delete queue.next;
          try {
            if (next.value === null) await ask(host, { op: "storage.delete", key: next.key });
            else await ask(host, { op: "storage.set", key: next.key, value: next.value });
            setError(undefined);
          } catch (failure) {
            setError(failure as Error);
          }
        }
        queue.busy = false;
      })();
    },
    [host, key],
  );
  return { value: state.value ?? initial, set, loading: state.loading, error };
}
