import { formatRoute, tabOf, type Route } from "../routes/route";

/** One thing that is open. */
export interface Tab {
  /** See `tabOf`. */
  key: string;
  route: Route;
  /** One that is closed and opened again is another one, with a higher number. */
  serial: number;
}

let lastSerial = 0;

export const nextSerial = (): number => ++lastSerial;

/** Tabs above each other, of which one is shown. */
export interface Group {
  id: number;
  tabs: string[];
  active: string | undefined;
}

/** How the groups share the space. */
export type Split = { group: number } | { axis: "row" | "column"; ratio: number; first: Split; second: Split };

/** All that is open, and where. It is never altered in place. */
export interface Workspace {
  /**
   * In the order in which they were opened, which never changes: the page keeps them in this order, because a frame
   * that is moved in the document loads again.
   */
  tabs: Tab[];
  groups: Group[];
  root: Split;
  /** The group that has the focus, or had it last. */
  focused: number;
}

export const emptyWorkspace: Workspace = {
  tabs: [],
  groups: [{ id: 1, tabs: [], active: undefined }],
  root: { group: 1 },
  focused: 1,
};

/** Shows a place: in the tab that it belongs to, or in a new one of the focused group. */
export function openRoute(space: Workspace, route: Route, inGroup = space.focused): Workspace {
  const key = tabOf(route);
  const there = space.groups.find((group) => group.tabs.includes(key));
  const group = there?.id ?? inGroup;
  const tabs = there
    ? space.tabs.map((tab) => (tab.key === key && !isSame(tab.route, route) ? { ...tab, route } : tab))
    : [...space.tabs, { key, route, serial: nextSerial() }];
  const groups = space.groups.map((each) => {
    if (each.id !== group) return each;
    if (there) return each.active === key ? each : { ...each, active: key };
    return { ...each, active: key, tabs: insertAfter(each.tabs, each.active, key) };
  });
  return { ...space, tabs, groups, focused: group };
}

/** Changes the place inside a tab, wherever it is, without showing it. */
export function setRoute(space: Workspace, route: Route): Workspace {
  const key = tabOf(route);
  return { ...space, tabs: space.tabs.map((tab) => (tab.key === key ? { ...tab, route } : tab)) };
}

export function closeTab(space: Workspace, key: string): Workspace {
  const group = space.groups.find((each) => each.tabs.includes(key));
  if (!group) return space;
  return without({ ...space, tabs: space.tabs.filter((tab) => tab.key !== key) }, group, key);
}

export function activate(space: Workspace, group: number, key?: string): Workspace {
  const groups = space.groups.map((each) =>
    each.id === group && key !== undefined && each.active !== key ? { ...each, active: key } : each,
  );
  return { ...space, groups, focused: group };
}

/** Puts a tab into another group, or to another place of its own. */
export function moveTab(space: Workspace, key: string, to: number, index?: number): Workspace {
  const from = space.groups.find((each) => each.tabs.includes(key));
  if (!from || !space.groups.some((each) => each.id === to)) return space;
  const put = (group: Group, tabs: string[]): Group => {
    const rest = tabs.filter((each) => each !== key);
    rest.splice(index ?? rest.length, 0, key);
    return { ...group, tabs: rest, active: key };
  };
  const groups = space.groups.map((each) => (each.id === to ? put(each, each.tabs) : each));
  const moved = { ...space, groups, focused: to };
  return from.id === to ? moved : without(moved, from, key);
}

/** Makes a group beside that of a tab and puts the tab there. Of a group's only tab nothing is split off. */
export function splitTab(space: Workspace, key: string, axis: "row" | "column", isAfter = true): Workspace {
  const from = space.groups.find((each) => each.tabs.includes(key));
  if (!from || from.tabs.length < 2 || space.groups.length >= maximumGroups) return space;
  return moveTab(...addGroup(space, from.id, axis, isAfter, key));
}

/** Makes a group beside another one, to put a tab there. */
export function addGroup(
  space: Workspace,
  beside: number,
  axis: "row" | "column",
  isAfter: boolean,
  key: string,
): [Workspace, string, number] {
  const id = Math.max(...space.groups.map((each) => each.id)) + 1;
  const replace = (node: Split): Split => {
    if ("group" in node) {
      if (node.group !== beside) return node;
      const both: [Split, Split] = isAfter ? [node, { group: id }] : [{ group: id }, node];
      return { axis, ratio: 0.5, first: both[0], second: both[1] };
    }
    return { ...node, first: replace(node.first), second: replace(node.second) };
  };
  const groups = [...space.groups, { id, tabs: [], active: undefined }];
  return [{ ...space, groups, root: replace(space.root) }, key, id];
}

/** Changes how two parts share their space. */
export function resize(space: Workspace, path: readonly ("first" | "second")[], ratio: number): Workspace {
  const at = (node: Split, rest: readonly ("first" | "second")[]): Split => {
    if ("group" in node) return node;
    const [side, ...deeper] = rest;
    if (!side) return { ...node, ratio: Math.min(0.85, Math.max(0.15, ratio)) };
    return { ...node, [side]: at(node[side], deeper) };
  };
  return { ...space, root: at(space.root, path) };
}

/** More groups than a screen can show help nobody. */
export const maximumGroups = 6;

/** A group that is left without tabs goes, unless it is the last. */
function without(space: Workspace, group: Group, key: string): Workspace {
  const index = group.tabs.indexOf(key);
  const tabs = group.tabs.filter((each) => each !== key);
  if (tabs.length > 0 || space.groups.length === 1) {
    const active = group.active === key ? tabs[Math.min(index, tabs.length - 1)] : group.active;
    return { ...space, groups: space.groups.map((each) => (each.id === group.id ? { ...each, tabs, active } : each)) };
  }
  const groups = space.groups.filter((each) => each.id !== group.id);
  const focused = space.focused === group.id ? (groups[0]?.id ?? 1) : space.focused;
  return { ...space, groups, root: prune(space.root, group.id) ?? { group: focused }, focused };
}

function prune(node: Split, group: number): Split | undefined {
  if ("group" in node) return node.group === group ? undefined : node;
  const first = prune(node.first, group);
  const second = prune(node.second, group);
  return first && second ? { ...node, first, second } : first ?? second;
}

function insertAfter(keys: string[], after: string | undefined, key: string): string[] {
  const index = after === undefined ? keys.length : keys.indexOf(after) + 1;
  return [...keys.slice(0, index), key, ...keys.slice(index)];
}

const isSame = (one: Route, other: Route): boolean => formatRoute(one) === formatRoute(other);
