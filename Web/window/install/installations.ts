import { engine } from "../engine/client";
import { describe } from "../engine/engine-error";
import type { InboxReview } from "../engine/types";
import type { PluginList } from "../engine/plugin-list";
import type { Notifications } from "../notifications/notifications";
import { Store } from "../state/store";
import { strings } from "../strings";
import type { WorkspaceStore } from "../workspace/workspace-store";

const text = strings.install;

/** Installs from the inbox what a person has agreed to, and goes on when the dialog is closed meanwhile. */
export class Installations {
  /** Whether the dialog is open. */
  readonly isOpen = new Store(false);
  /** The entry that is being installed. */
  readonly busy = new Store<string | undefined>(undefined);

  constructor(
    private readonly plugins: PluginList,
    private readonly notifications: Notifications,
    private readonly workspace: WorkspaceStore,
  ) {}

  readonly open = (): void => this.isOpen.set(true);
  readonly close = (): void => this.isOpen.set(false);

  /**
   * Installs an entry whose review was agreed to, and shows the plugin.
   *
   * @returns Why it was not installed, as a sentence; nothing when it was. Who has closed the dialog is notified.
   */
  async install(entry: string, review: InboxReview): Promise<string | undefined> {
    if (this.busy.get() !== undefined) return undefined;
    this.busy.set(entry);
    try {
      const { summary } = await engine.install(entry, review.digest);
      // Before its page is shown, which says of a plugin that is not in the list that it is gone.
      await this.plugins.refresh();
      // Of one that is new, the engine's own event tells.
      if (review.change !== "first") this.notifications.add("success", text.done(summary.name, summary.version));
      if (this.isOpen.get()) {
        this.close();
        this.workspace.open({ page: "plugin", id: summary.id, section: "overview" });
      }
      return undefined;
    } catch (error) {
      const why = describe(error);
      if (!this.isOpen.get()) this.notifications.add("error", text.failed(review.name, why));
      return why;
    } finally {
      this.busy.set(undefined);
    }
  }
}
