import { useEffect, useMemo } from "react";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { Resource, type Loaded } from "./resource";

/**
 * A value about one plugin, asked for when a component comes and whenever something happens with the plugin; with
 * `every`, also after so many milliseconds, for what no event tells, while the page is to be seen.
 */
export function usePluginResource<T>(
  plugin: string,
  ask: (plugin: string) => Promise<T>,
  every?: number,
): Loaded<T> & { refresh(): Promise<void> } {
  const { feed } = useServices();
  const resource = useMemo(() => new Resource(() => ask(plugin)), [ask, plugin]);
  useEffect(() => {
    void resource.refresh();
    const stops = [
      feed.onGap(() => resource.refreshSoon()),
      feed.on((event) => {
        if (event.plugin === plugin) resource.refreshSoon();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [feed, plugin, resource]);
  useEffect(() => {
    if (every === undefined) return undefined;
    const timer = setInterval(() => !document.hidden && resource.refreshSoon(), every);
    return () => clearInterval(timer);
  }, [every, resource]);
  return { ...useStore(resource), refresh: () => resource.refresh() };
}
