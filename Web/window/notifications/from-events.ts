import type { EventFeed } from "../connection/event-feed";
import type { PluginList } from "../engine/plugin-list";
import type { EngineEvent } from "../engine/types";
import { strings } from "../strings";
import type { Notifications } from "./notifications";

/** Milliseconds in which the same plugin is not spoken of again for the same thing. */
const quiet = 60_000;

/** Makes notifications of what happens in the engine and a person should hear of. */
export function notifyOfEvents(feed: EventFeed, plugins: PluginList, notifications: Notifications): void {
  const told = new Map<string, number>();
  feed.on((event) => {
    const said = wordsOf(event, plugins);
    if (!said) return;
    const key = `${event.kind} ${event.plugin ?? ""}`;
    const now = Date.now();
    if (now - (told.get(key) ?? 0) < quiet) return;
    told.set(key, now);
    notifications.add(...said);
  });
}

function wordsOf(
  { kind, plugin, data }: EngineEvent,
  plugins: PluginList,
): ["info" | "success" | "warning" | "error", string] | undefined {
  if (plugin === undefined) return undefined;
  const name = plugins.find(plugin)?.name ?? plugin;
  const { message, version, to } = (data ?? {}) as { [name: string]: unknown };
  const text = strings.notifications;
  switch (kind) {
    case "plugin.crashed":
      return ["warning", text.crashed(name)];
    case "plugin.phase-changed":
      return to === "failed" ? ["error", text.failed(name)] : undefined;
    case "plugin.rejected":
      return ["error", text.rejected(name, String(message ?? ""))];
    case "plugin.added":
      return ["info", text.added(name)];
    case "plugin.upgraded":
      return ["success", text.upgraded(name, String(version ?? ""))];
    case "plugin.upgrade-refused":
      return ["error", text.upgradeRefused(name, String(message ?? ""))];
    default:
      return undefined;
  }
}
