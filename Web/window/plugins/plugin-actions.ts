import { engine } from "../engine/client";
import { describe } from "../engine/engine-error";
import type { PluginList } from "../engine/plugin-list";
import type { Notifications } from "../notifications/notifications";
import { Store } from "../state/store";
import { strings } from "../strings";
import type { WorkspaceStore } from "../workspace/workspace-store";
import type { ActionName } from "./actions";

export interface Asked {
  plugin: string;
  action: ActionName;
}

/** Carries out what people want done with plugins, and asks first where something is lost. */
export class PluginActions {
  /** What waits for a yes. */
  readonly unconfirmed = new Store<Asked | undefined>(undefined);
  /** What is under way, by plugin. */
  readonly busy = new Store<ReadonlyMap<string, ActionName>>(new Map());
  /** The kill whose recovery is being watched: milliseconds since 1970. */
  readonly killed = new Store<{ plugin: string; at: number } | undefined>(undefined);

  constructor(
    private readonly plugins: PluginList,
    private readonly notifications: Notifications,
    private readonly workspace: WorkspaceStore,
  ) {}

  readonly ask = (plugin: string, action: ActionName): void => {
    if (action === "remove" || action === "kill") this.unconfirmed.set({ plugin, action });
    else void this.run(plugin, action);
  };

  /** Does it without asking. */
  async run(plugin: string, action: ActionName): Promise<void> {
    if (this.busy.get().has(plugin)) return;
    const name = this.plugins.find(plugin)?.name ?? plugin;
    this.busy.update((before) => new Map(before).set(plugin, action));
    if (action === "kill") this.watch(plugin);
    try {
      if (action === "remove") await engine.remove(plugin);
      else await engine.act(plugin, action);
      if (action === "remove") this.workspace.close(`plugin/${plugin}`);
      this.notifications.add("success", strings.actions.done[action](name));
    } catch (error) {
      this.notifications.add("error", strings.actions.failed(strings.actions.of[action](name), describe(error)));
      if (action === "kill") this.killed.set(undefined);
    }
    this.busy.update((before) => new Map([...before].filter(([id]) => id !== plugin)));
    void this.plugins.refresh();
  }

  private watch(plugin: string): void {
    this.killed.set({ plugin, at: Date.now() });
    this.workspace.open({ page: "plugin", id: plugin, section: "overview" });
  }
}
