import { useCallback, useEffect, useMemo, useState } from "react";
import type { JSONValue } from "../../bridge/socket";
import { effectiveValue, type SettingChanges, type SettingInfo } from "../../ui/index";
import { ask, useChanging, useHost } from "../context";

export interface Settings {
  /** What can be set, for a `Form`. Empty until the first answer. */
  settings: SettingInfo[];
  /** The values that hold, by id: what is set, or the default. A secret's is never here. */
  values: { [id: string]: JSONValue };
  loading: boolean;
  error: Error | undefined;
  /** All or nothing; null takes a value away. Throws an `EngineError` when one does not fit. */
  set(changes: SettingChanges): Promise<void>;
}

/** The plugin's own settings, as they change. */
export function useSettings(): Settings {
  const host = useHost();
  const version = useChanging(host.settings);
  const [settings, setSettings] = useState<SettingInfo[]>();
  const [error, setError] = useState<Error>();

  useEffect(() => {
    let current = true;
    ask(host, { op: "settings.get" }).then(
      (value) => {
        if (!current) return;
        setSettings(listOf(value));
        setError(undefined);
      },
      (failure: Error) => current && setError(failure),
    );
    return () => {
      current = false;
    };
  }, [host, version]);

  const set = useCallback(
    async (values: SettingChanges) => {
      const answer = await ask(host, { op: "settings.set", values });
      if (Array.isArray(answer)) setSettings(listOf(answer));
      else setSettings(listOf(await ask(host, { op: "settings.get" })));
    },
    [host],
  );
  const values = useMemo(
    () => Object.fromEntries((settings ?? []).map((setting) => [setting.id, effectiveValue(setting)])),
    [settings],
  );
  return { settings: settings ?? [], values, loading: settings === undefined && !error, error, set };
}

function listOf(value: JSONValue): SettingInfo[] {
  return Array.isArray(value) ? (value as unknown as SettingInfo[]) : [];
}
