import { useEffect, useMemo } from "react";
import type { NoticeLevel } from "../../bridge/host";
import type { Theme, ViewInfo } from "../../bridge/port";
import type { JSONValue } from "../../bridge/socket";
import { useChanging, useHost } from "../context";

/** Light or dark, and whether things may move. Styles follow by themselves; this is for what draws by hand. */
export function useTheme(): Theme {
  return useChanging(useHost().theme);
}

export interface View extends ViewInfo {
  /** What it was opened with, such as the resource of a detail panel; null for nothing. */
  context: JSONValue;
  /** Whether anyone sees it; what costs much should rest while not. */
  visible: boolean;
}

/** Which view this is, and what it was opened with. */
export function useView(): View {
  const host = useHost();
  const visible = useChanging(host.visible);
  return useMemo(() => ({ ...host.view, context: host.context, visible }), [host, visible]);
}

export interface ViewNavigation {
  /** The place inside the view, as the window's address has it; empty at first. It survives a reload. */
  path: string;
  /** To another place inside the view. */
  go(path: string): void;
  /** To another view; one of another plugin too. */
  open(plugin: string, view: string, path?: string): void;
}

/** Where in the view one is, and how to get elsewhere. */
export function useNavigation(): ViewNavigation {
  const host = useHost();
  const path = useChanging(host.path);
  return useMemo(
    () => ({
      path,
      go: (to) => host.navigate({ path: to }),
      open: (plugin, view, inside) =>
        host.navigate({ plugin, view, ...(inside === undefined ? {} : { path: inside }) }),
    }),
    [host, path],
  );
}

/** Names the view's tab while the component is there. */
export function useTitle(title: string) {
  const host = useHost();
  useEffect(() => {
    host.setTitle(title);
    return () => host.setTitle(host.view.title);
  }, [host, title]);
}

/** Says something in the window's corner: `notify("Saved", "success")`. At most 20 a minute, 500 characters each. */
export function useNotify(): (text: string, level?: NoticeLevel) => void {
  const host = useHost();
  return useMemo(() => (text, level = "info") => host.notify(level, text), [host]);
}
