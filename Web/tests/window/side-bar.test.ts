import assert from "node:assert/strict";
import { test } from "node:test";
import { sideBarEntries } from "../../window/engine/contributions";
import type { Contribution } from "../../window/engine/types";

const entry = (point: string, plugin: string, id: string, view?: string): Contribution => ({
  plugin,
  plugin_name: plugin,
  id,
  point,
  title: id,
  pending: false,
  ...(view === undefined ? {} : { view }),
});

const shown = (...contributions: Contribution[]): { [part: string]: string[] } => {
  const { activities, pages } = sideBarEntries({ points: [], views: [], contributions });
  return { activities: activities.map(({ id }) => id), pages: pages.map(({ id }) => id) };
};

test("a view that is contributed to both parts of the side bar is in it once", () => {
  const twice = [entry("page", "hello", "as-page", "main"), entry("activity", "hello", "as-activity", "main")];
  assert.deepEqual(shown(...twice), { activities: ["as-activity"], pages: [] });
  assert.deepEqual(shown(...twice.reverse()), { activities: ["as-activity"], pages: [] });
  const same = [entry("page", "hello", "first", "main"), entry("page", "hello", "second", "main")];
  assert.deepEqual(shown(...same), { activities: [], pages: ["first"] });
});

test("entries of the same title are told apart", () => {
  const named = (plugin: string, title: string) => ({ ...entry("activity", plugin, plugin, "main"), title });
  const contributions = [named("one", "Quiet"), named("two", "Loud"), named("three", "Quiet")];
  const { ambiguous } = sideBarEntries({ points: [], views: [], contributions });
  assert.deepEqual([...ambiguous], ["Quiet"]);
});

test("another view, or another plugin's view of that name, is another place", () => {
  const others = [
    entry("activity", "hello", "main", "main"),
    entry("page", "hello", "more", "more"),
    entry("page", "other", "theirs", "main"),
  ];
  assert.deepEqual(shown(...others), { activities: ["main"], pages: ["more", "theirs"] });
});

test("what has no view, or whose point is not there yet, is no place", () => {
  const pending = { ...entry("page", "hello", "later", "later"), pending: true };
  assert.deepEqual(shown(entry("activity", "hello", "nothing"), pending), { activities: [], pages: [] });
});
