import { formatRoute, parseRoute, tabOf, type Route } from "../routes/route";
import { Store } from "../state/store";
import { fromKept, toKept } from "./kept";
import {
  activate,
  addGroup,
  closeTab,
  emptyWorkspace,
  moveTab,
  openRoute,
  resize,
  setRoute,
  splitTab,
  type Group,
  type Tab,
  type Workspace,
} from "./workspace";

const key = "omniview.workspace";

/** Milliseconds that a closed tab's views have to put their things in order. */
const farewell = 1_000;

/** The workspace of the page: kept by the browser, and one with the address. */
export class WorkspaceStore extends Store<Workspace> {
  /** Tabs that were closed and whose views still have a moment. They are in no group. */
  readonly leaving = new Store<Tab[]>([]);

  constructor() {
    super(fromKept(readKept()));
    this.subscribe(() => this.keep());
    window.addEventListener("hashchange", () => this.follow());
    this.follow();
    if (!this.get().tabs.length) this.open({ page: "dashboard" });
    this.tellAddress();
  }

  open(route: Route): void {
    this.update((space) => openRoute(space, route));
  }

  /** Opens a place beside what is shown now. */
  openBeside(route: Route): void {
    const space = this.get();
    const group = this.focusedGroup();
    const isOpen = space.tabs.some((tab) => tab.key === tabOf(route));
    if (isOpen || !group?.active) return this.open(route);
    this.update((before) => splitTab(openRoute(before, route), tabOf(route), "row"));
  }

  /** Changes the place inside a tab without showing it. */
  setRoute(route: Route): void {
    this.update((space) => setRoute(space, route));
  }

  close(tabKey: string): void {
    const tab = this.get().tabs.find((each) => each.key === tabKey);
    if (!tab) return;
    // One that was never shown has nothing to put in order; it goes at once all the same.
    this.leaving.update((tabs) => [...tabs, tab]);
    setTimeout(() => this.letGo(tab), farewell);
    this.update((space) => closeTab(space, tabKey));
  }

  closeOthers(tabKey: string): void {
    const group = this.get().groups.find((each) => each.tabs.includes(tabKey));
    for (const other of group?.tabs ?? []) if (other !== tabKey) this.close(other);
  }

  /** The views of a closed tab are done. */
  readonly letGo = (tab: Tab): void => {
    this.leaving.update((tabs) => (tabs.includes(tab) ? tabs.filter((each) => each !== tab) : tabs));
  };

  activate(group: number, tabKey?: string): void {
    this.update((space) => (isShown(space, group, tabKey) ? space : activate(space, group, tabKey)));
  }

  split(tabKey: string, axis: "row" | "column"): void {
    this.update((space) => splitTab(space, tabKey, axis));
  }

  move(tabKey: string, group: number, index?: number): void {
    this.update((space) => moveTab(space, tabKey, group, index));
  }

  /** Puts a tab into a new group at one side of another group. */
  moveToSide(tabKey: string, group: number, axis: "row" | "column", isAfter: boolean): void {
    this.update((space) => {
      const from = space.groups.find((each) => each.tabs.includes(tabKey));
      if (!from || (from.id === group && from.tabs.length < 2)) return space;
      return moveTab(...addGroup(space, group, axis, isAfter, tabKey));
    });
  }

  resize(path: ("first" | "second")[], ratio: number): void {
    this.update((space) => resize(space, path, ratio));
  }

  /** As a first visitor sees it. */
  reset(): void {
    for (const tab of this.get().tabs) this.close(tab.key);
    this.set(openRoute(emptyWorkspace, { page: "dashboard" }));
  }

  focusedGroup(): Group | undefined {
    const space = this.get();
    return space.groups.find((group) => group.id === space.focused);
  }

  activeTab(): Tab | undefined {
    const active = this.focusedGroup()?.active;
    return this.get().tabs.find((tab) => tab.key === active);
  }

  /** So many tabs further in the focused group, round and round. */
  step(by: number): void {
    const group = this.focusedGroup();
    if (!group?.active) return;
    const index = group.tabs.indexOf(group.active) + by;
    this.activate(group.id, group.tabs.at(index % group.tabs.length));
  }

  /** So many groups further. */
  stepGroup(by: number): void {
    const { groups, focused } = this.get();
    const next = groups.at((groups.findIndex((group) => group.id === focused) + by) % groups.length);
    if (next) this.activate(next.id);
  }

  private follow(): void {
    const hash = location.hash;
    if (hash === "" || hash === "#") return;
    const route = parseRoute(hash);
    if (route) this.open(route);
    else this.tellAddress();
  }

  private keep(): void {
    try {
      localStorage.setItem(key, JSON.stringify(toKept(this.get())));
    } catch {
      // The browser keeps nothing: the workspace lives as long as the page.
    }
    this.tellAddress();
  }

  /** Makes the address that of the tab with the focus. Another tab is a step in the browser's history. */
  private tellAddress(): void {
    const route = this.activeTab()?.route;
    const address = route ? formatRoute(route) : "#/";
    if (location.hash === address || (location.hash === "" && address === "#/")) return;
    const before = parseRoute(location.hash);
    const isSameTab = before && route && tabOf(before) === tabOf(route);
    if (isSameTab || location.hash === "" || !route) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  }
}

function readKept(): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

const isShown = (space: Workspace, group: number, tabKey: string | undefined): boolean =>
  space.focused === group &&
  (tabKey === undefined || space.groups.some((each) => each.id === group && each.active === tabKey));
