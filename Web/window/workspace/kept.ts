import { formatRoute, parseRoute, tabOf } from "../routes/route";
import {
  emptyWorkspace,
  maximumGroups,
  nextSerial,
  type Group,
  type Split,
  type Tab,
  type Workspace,
} from "./workspace";

/** What is kept of a workspace between two loads of the page. Places are kept as addresses. */
export interface KeptWorkspace {
  version: 1;
  tabs: string[];
  groups: { id: number; tabs: string[]; active?: string }[];
  root: Split;
  focused: number;
}

export function toKept(space: Workspace): KeptWorkspace {
  return {
    version: 1,
    tabs: space.tabs.map((tab) => formatRoute(tab.route)),
    groups: space.groups.map(({ id, tabs, active }) => ({ id, tabs, ...(active === undefined ? {} : { active }) })),
    root: space.root,
    focused: space.focused,
  };
}

/** A workspace of what was kept; an empty one when that does not hold together. */
export function fromKept(value: unknown): Workspace {
  try {
    return read(value as KeptWorkspace);
  } catch {
    return emptyWorkspace;
  }
}

function read(kept: KeptWorkspace): Workspace {
  if (kept.version !== 1) return emptyWorkspace;
  const tabs: Tab[] = [];
  for (const address of kept.tabs) {
    const route = parseRoute(address);
    if (route) tabs.push({ key: tabOf(route), route, serial: nextSerial() });
  }
  const known = new Set(tabs.map((tab) => tab.key));
  const groups: Group[] = kept.groups.slice(0, maximumGroups).map(({ id, tabs: keys, active }) => {
    const own = keys.filter((key) => known.delete(key));
    return { id, tabs: own, active: active !== undefined && own.includes(active) ? active : own[0] };
  });
  const places = readSplit(kept.root, 0);
  const isWhole =
    known.size === 0 && groups.length === places.length && groups.every((group) => places.includes(group.id));
  if (!isWhole) return emptyWorkspace;
  const focused = groups.some((group) => group.id === kept.focused) ? kept.focused : groups[0]?.id ?? 1;
  return { tabs, groups, root: kept.root, focused };
}

/** The groups that a layout has a place for. Throws when it is none. */
function readSplit(node: Split, depth: number): number[] {
  if (depth > maximumGroups) throw new Error("too deep");
  if ("group" in node) {
    if (!Number.isInteger(node.group)) throw new Error("no group");
    return [node.group];
  }
  const isRatio = node.ratio > 0 && node.ratio < 1;
  if (!isRatio || (node.axis !== "row" && node.axis !== "column")) throw new Error("no split");
  return [...readSplit(node.first, depth + 1), ...readSplit(node.second, depth + 1)];
}
