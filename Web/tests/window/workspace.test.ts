import assert from "node:assert/strict";
import { test } from "node:test";
import { formatRoute, parseRoute, tabOf, type Route } from "../../window/routes/route";
import { fromKept, toKept } from "../../window/workspace/kept";
import { layOut } from "../../window/workspace/rectangles";
import {
  activate,
  closeTab,
  emptyWorkspace,
  maximumGroups,
  moveTab,
  openRoute,
  resize,
  setRoute,
  splitTab,
  type Workspace,
} from "../../window/workspace/workspace";

const plugins: Route = { page: "plugins" };
const hello: Route = { page: "view", plugin: "hello", view: "main", path: "" };
const log: Route = { page: "plugin", id: "hello", section: "logs" };

const open = (...routes: Route[]): Workspace =>
  routes.reduce((space, route) => openRoute(space, route), emptyWorkspace);
const tabs = (space: Workspace): string[][] => space.groups.map((group) => group.tabs);
const serials = (space: Workspace): number[] => space.tabs.map((tab) => tab.serial);

test("an address and a place are the same, whatever is in a name", () => {
  const routes: Route[] = [
    { page: "dashboard" },
    plugins,
    log,
    { page: "plugin", id: "hello", section: "overview" },
    { page: "view", plugin: "hello", view: "main", path: "pods/a b/ü?x=1#y" },
    { page: "settings", section: "page/hello/general" },
  ];
  for (const route of routes) assert.deepEqual(parseRoute(formatRoute(route)), route);
  assert.deepEqual(parseRoute(""), { page: "dashboard" });
  assert.equal(parseRoute("#/elsewhere"), undefined);
  assert.equal(parseRoute("#/views/hello"), undefined);
  assert.deepEqual(parseRoute("#/plugins/%zz"), { page: "plugin", id: "%zz", section: "overview" });
});

test("a place opens in its own tab, behind the active one, and only once", () => {
  const space = open(plugins, hello, { ...log, section: "crashes" }, log);
  assert.deepEqual(tabs(space), [["plugins", "view/hello/main", "plugin/hello"]]);
  assert.deepEqual(space.tabs[2]?.route, log);
  const back = openRoute(activate(space, 1, "plugins"), { page: "dashboard" });
  assert.deepEqual(tabs(back), [["plugins", "dashboard", "view/hello/main", "plugin/hello"]]);
});

test("tabs keep their place in the document wherever they are moved: frames must not load again", () => {
  const space = open(plugins, hello, log);
  const before = serials(space);
  const split = splitTab(space, tabOf(hello), "row");
  const moved = moveTab(moveTab(split, tabOf(log), 2, 0), tabOf(plugins), 2);
  for (const each of [split, moved, setRoute(moved, { ...hello, path: "x" })]) assert.deepEqual(serials(each), before);
  const again = openRoute(closeTab(space, tabOf(hello)), hello);
  assert(Math.max(...serials(again)) > Math.max(...before), "a tab that is opened again is another one");
});

test("groups share the space, and one that is left empty goes", () => {
  let space = splitTab(open(plugins, hello, log), tabOf(log), "row");
  space = splitTab(moveTab(space, tabOf(hello), 2), tabOf(hello), "column");
  const { groups, dividers } = layOut(resize(space.root ? space : emptyWorkspace, [], 0.25).root);
  assert.deepEqual(groups.get(1), { x: 0, y: 0, width: 0.25, height: 1 });
  assert.deepEqual(groups.get(3), { x: 0.25, y: 0.5, width: 0.75, height: 0.5 });
  assert.equal(dividers.length, 2);
  const left = closeTab(closeTab(space, tabOf(hello)), tabOf(log));
  assert.deepEqual(left.root, { group: 1 });
  assert.equal(left.focused, 1);
  assert.equal(closeTab(left, "plugins").groups.length, 1, "the last group stays");
  assert.equal(splitTab(open(plugins), "plugins", "row").groups.length, 1, "an only tab cannot leave its group");
});

test("there are not more groups than a screen can show", () => {
  const routes = Array.from({ length: 12 }, (_, id): Route => ({ page: "plugin", id: `p${id}`, section: "logs" }));
  let space = open(...routes);
  for (const { key } of space.tabs) space = splitTab(space, key, "row");
  assert(space.groups.length <= maximumGroups);
});

test("a workspace comes back after a load, and what was damaged does not", () => {
  const space = splitTab(open(plugins, hello, log), tabOf(hello), "row");
  const kept: unknown = JSON.parse(JSON.stringify(toKept(space)));
  const back = fromKept(kept);
  assert.deepEqual(tabs(back), tabs(space));
  assert.deepEqual(back.root, space.root);
  assert.equal(back.focused, space.focused);
  const damaged: unknown[] = [
    null,
    7,
    { version: 2 },
    { ...(kept as object), root: { group: 9 } },
    { ...(kept as object), root: { axis: "row", ratio: 7, first: { group: 1 }, second: { group: 2 } } },
    { ...(kept as object), groups: [] },
    { ...(kept as object), tabs: 1 },
  ];
  for (const value of damaged) assert.deepEqual(fromKept(value), emptyWorkspace, JSON.stringify(value));
});
