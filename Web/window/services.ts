import { createContext, useContext } from "react";
import { placeCommands, windowCommands } from "./commands/built-in";
import type { Command } from "./commands/command";
import { pluginCommands } from "./commands/contributed";
import { Shortcuts } from "./commands/shortcuts";
import { Connection } from "./connection/connection";
import { EventFeed } from "./connection/event-feed";
import { engine, knock } from "./engine/client";
import { ContributionList } from "./engine/contributions";
import { PluginList } from "./engine/plugin-list";
import { Resource } from "./engine/resource";
import type { EngineEvent } from "./engine/types";
import { Installations } from "./install/installations";
import { Regions } from "./layout/regions";
import { toggleSideBarWidth } from "./layout/side-bar-width";
import { notifyOfEvents } from "./notifications/from-events";
import { Notifications } from "./notifications/notifications";
import { PluginActions } from "./plugins/plugin-actions";
import { Store } from "./state/store";
import { strings } from "./strings";
import { DocumentAhead } from "./views/document-ahead";
import { WorkspaceStore } from "./workspace/workspace-store";

/** How many of the latest events the page keeps. */
const keptEvents = 100;
/** How many of those that happened before it was opened. */
const shownAtFirst = 20;

/** What all parts of the window share. There is one for each page. */
export class Services {
  readonly connection = new Connection(`${location.origin.replace(/^http/, "ws")}/v1/window`, knock);
  readonly feed = new EventFeed(this.connection);
  readonly info = new Resource(engine.info);
  readonly plugins = new PluginList(this.feed);
  readonly contributions = new ContributionList(this.feed);
  readonly notifications = new Notifications();
  readonly workspace = new WorkspaceStore();
  readonly actions = new PluginActions(this.plugins, this.notifications, this.workspace);
  readonly installations = new Installations(this.plugins, this.notifications, this.workspace);
  readonly regions = new Regions();
  readonly ahead = new DocumentAhead();
  /** The latest events, newest first. */
  readonly latest = new Store<readonly EngineEvent[]>([]);
  /** What views call themselves, by tab. */
  readonly titles = new Store<ReadonlyMap<string, string>>(new Map());
  /** Whether the list of commands is open, and that of notifications. */
  readonly palette = new Store(false);
  readonly notificationList = new Store(false);
  /** What plugins can do comes before what the window can do with itself. */
  readonly commands = (): Command[] => [...placeCommands(this), ...pluginCommands(this), ...windowCommands(this)];
  readonly keys = new Shortcuts(this.commands);
  readonly toggleSideBar = toggleSideBarWidth;

  constructor() {
    this.feed.onGap(() => this.info.refreshSoon());
    this.feed.on((event) => this.keep(event, "first"));
    this.lookBack();
    notifyOfEvents(this.feed, this.plugins, this.notifications);
    this.watchVersion();
  }

  /** What happened before the page was opened is shown, and nobody is told of it again. */
  private lookBack(): void {
    let isAsked = false;
    this.connection.onOpen(() => {
      if (isAsked) return;
      isAsked = true;
      const found: EngineEvent[] = [];
      this.connection.follow(
        { op: "events", tail: shownAtFirst, follow: false },
        {
          item: (value) => found.unshift(value as unknown as EngineEvent),
          end: () => found.forEach((event) => this.keep(event, "last")),
        },
      );
    });
  }

  private keep(event: EngineEvent, place: "first" | "last"): void {
    this.latest.update((before) => {
      if (before.some(({ sequence }) => sequence === event.sequence)) return before;
      return (place === "first" ? [event, ...before] : [...before, event]).slice(0, keptEvents);
    });
  }

  /** A page of one version of the engine may not fit another one. */
  private watchVersion(): void {
    let before: string | undefined;
    this.info.subscribe(() => {
      const version = this.info.get().value?.version;
      if (before !== undefined && version !== undefined && version !== before) {
        this.notifications.add("warning", strings.notifications.otherEngine(version));
      }
      before = version ?? before;
    });
  }

  readonly toggleNotifications = (): void => this.notificationList.update((isOpen) => !isOpen);
}

export const ServicesContext = createContext<Services | undefined>(undefined);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error("there are no services around this component");
  return services;
}
