import { useEffect, useMemo } from "react";
import { engine } from "../engine/client";
import { Resource, type Loaded } from "../engine/resource";
import type { Inbox } from "../engine/types";
import { useServices } from "../services";
import { useStore } from "../state/store";

/** What is in the inbox, kept current by the journal as long as the component is there. */
export function useInbox(): Loaded<Inbox> & { refresh(): void } {
  const { feed } = useServices();
  const resource = useMemo(() => new Resource(engine.inbox), []);
  useEffect(() => {
    void resource.refresh();
    const stops = [
      feed.onGap(() => resource.refreshSoon()),
      feed.on((event) => {
        // What is installed decides what an entry would replace.
        if (event.kind.startsWith("inbox.") || event.kind.startsWith("plugin.")) resource.refreshSoon();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [feed, resource]);
  return { ...useStore(resource), refresh: () => void resource.refresh() };
}
