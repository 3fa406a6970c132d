import assert from "node:assert/strict";
import { test } from "node:test";
import { extremes, labelsOf, pathsOf, rangeOf } from "../../ui/chart/scale";
import { afterSaving, draftCount, noDrafts, withError, withValue } from "../../ui/form/drafts";
import { parseSetting } from "../../ui/form/parse";
import { toLocalTime, type SettingInfo } from "../../ui/form/setting";
import { formatBytes, formatDuration, formatShare } from "../../ui/format";
import { aliases, shapes } from "../../ui/icon/shapes";
import { sortRows, visibleRows } from "../../ui/table/rows";

test("of thousands of rows only those in sight are drawn", () => {
  assert.deepEqual(visibleRows(10_000, 30, 0, 300), { first: 0, end: 18 });
  assert.deepEqual(visibleRows(10_000, 30, 150_000, 300), { first: 4992, end: 5018 });
  assert.deepEqual(visibleRows(10_000, 30, 299_700, 300), { first: 9982, end: 10_000 });
  assert.deepEqual(visibleRows(3, 30, 9_000, 300), { first: 0, end: 3 });
  assert.deepEqual(visibleRows(0, 30, 0, 300), { first: 0, end: 0 });
});

test("rows are sorted as people count, what is missing comes last, equal ones stay", () => {
  const by = (row: { name: string | null }) => row.name;
  const rows = [{ name: "node-10" }, { name: null }, { name: "Node-9" }, { name: "node-1" }];
  assert.deepEqual(sortRows(rows, by, false).map(by), ["node-1", "Node-9", "node-10", null]);
  assert.deepEqual(sortRows(rows, by, true).map(by), ["node-10", "Node-9", "node-1", null]);
  const same = [1, 2, 3].map((id) => ({ id, key: 0 }));
  assert.deepEqual(sortRows(same, (row) => row.key, true), same);
});

test("a scale ends at a round number and holds what is fixed", () => {
  assert.deepEqual(rangeOf([[3, 42, null]], {}), { least: 0, most: 50 });
  assert.deepEqual(rangeOf([[3, 42]], { least: 0, most: 100 }), { least: 0, most: 100 });
  assert.deepEqual(rangeOf([[-7, 0]], {}), { least: -7, most: 0 });
  assert.deepEqual(rangeOf([[]], {}), { least: 0, most: 1 });
  assert.deepEqual(rangeOf([[0, 0]], {}), { least: 0, most: 1 });
});

test("a scale of bytes ends at a round number of the unit that is shown", () => {
  const most = (value: number) => formatBytes(rangeOf([[value]], { bytes: true }).most);
  const sizes = [0.3, 7, 999, 1_000, 1_025, 900 * 1024, 1024 ** 2, 14_680_065, 1.1 * 1024 ** 3];
  const ends = ["1 B", "8 B", "1 KiB", "1 KiB", "1.50 KiB", "1 MiB", "1 MiB", "15 MiB", "1.50 GiB"];
  assert.deepEqual(sizes.map(most), ends);
});

test("no number stands twice beside a chart", () => {
  assert.deepEqual(labelsOf({ least: 0, most: 50 }, String), ["50", "25", "0"]);
  assert.deepEqual(labelsOf({ least: 0, most: 1 }, (value) => value.toFixed(0)), ["1", "", "0"]);
  assert.deepEqual(labelsOf({ least: 10, most: 10.2 }, (value) => value.toFixed(0)), ["10", "", ""]);
});

test("a chart grows from the right, and a gap ends a line", () => {
  const range = { least: 0, most: 10 };
  assert.equal(pathsOf([0, 10], range, 5, 100, 50).line, "M75 50L100 0");
  assert.equal(pathsOf([5, null, 5], range, 3, 100, 50).line, "M0 25h0M100 25h0");
  assert.equal(pathsOf([0, 10], range, 2, 100, 50).area, "M0 50L100 0V50H0Z");
  assert.equal(pathsOf([], range, 2, 100, 50).line, "");
  assert.deepEqual(extremes([2, null, 7, 4]), { now: 4, least: 2, most: 7 });
});

test("numbers are short and in the unit that fits", () => {
  const sizes = [0, 999, 1536, 123_456_789, 5 * 1024 ** 4];
  assert.deepEqual(sizes.map(formatBytes), ["0 B", "999 B", "1.50 KiB", "118 MiB", "5 TiB"]);
  assert.deepEqual([0, 0.005, 0.0999, 0.123, 1].map(formatShare), ["0 %", "0.5 %", "10 %", "12 %", "100 %"]);
  const times = [0.4, 41, 1_234, 45_000, 185_000, 90_000_000];
  assert.deepEqual(times.map(formatDuration), ["0.4 ms", "41 ms", "1.2 s", "45 s", "3 min 5 s", "1 d 1 h"]);
});

test("what is typed becomes the value of its type, or says what is needed", () => {
  assert.deepEqual(parseSetting("integer", " 42 "), { value: 42 });
  assert.deepEqual(parseSetting("float", "1e3"), { value: 1000 });
  assert.deepEqual(parseSetting("float", ""), { value: null });
  assert.deepEqual(parseSetting("text", ""), { value: "" });
  assert.deepEqual(parseSetting("color", "#326CE5"), { value: "#326CE5" });
  const wrong: [string, string][] = [
    ["integer", "1.5"],
    ["integer", "9007199254740993"],
    ["float", "x"],
    ["color", "red"],
    ["datetime", "soon"],
  ];
  for (const [type, typed] of wrong) assert("error" in parseSetting(type, typed), `${type} ${typed}`);
  const local = toLocalTime("2030-01-31T12:00:05Z");
  assert.deepEqual(parseSetting("datetime", local), { value: "2030-01-31T12:00:05.000Z" });
  assert.equal(toLocalTime("never"), "");
});

test("every other name of an icon is one of a shape", () => {
  for (const [name, shape] of Object.entries(aliases)) {
    assert(shape in shapes, name);
    assert(!(name in shapes), name);
  }
  for (const shape of Object.values(shapes)) assert.match(shape, /^M[-\d.]/);
});

const setting = (id: string, more: Partial<SettingInfo> = {}): SettingInfo => {
  return { id, label: id, type: "text", is_secret: false, is_set: false, ...more };
};

test("what is the same as what is saved is no draft", () => {
  const name = setting("name", { value: "a", default: "b", is_set: true });
  const changed = withValue(noDrafts, name, "c", false);
  assert.deepEqual(changed, { values: { name: "c" }, errors: {} });
  assert.deepEqual(withValue(changed, name, "a", false), noDrafts);
  assert.deepEqual(withValue(noDrafts, name, null, false).values, { name: null });
  assert.deepEqual(withValue(noDrafts, setting("other"), null, false), noDrafts);
  const secret = setting("key", { is_secret: true, is_set: true });
  assert.deepEqual(withValue(withValue(noDrafts, secret, "s", false), secret, "", false), noDrafts);
  const wrong = withError(changed, name, "too long");
  assert.equal(draftCount(wrong), 1);
  assert.deepEqual(withValue(wrong, name, "d", false), { values: { name: "d" }, errors: {} });
});

test("what is chosen while others are being saved stays", () => {
  const settings = [setting("name", { value: "a", is_set: true }), setting("size", { value: 1, is_set: true })];
  const [name, size] = settings as [SettingInfo, SettingInfo];
  const saved = { name: "b" };
  const saving = { values: saved, errors: {} };
  assert.deepEqual(afterSaving(saving, settings, saved), noDrafts);
  // Also what was there before the save.
  const back = withValue(saving, name, "a", true);
  assert.deepEqual(afterSaving(back, settings, saved).values, { name: "a" });
  assert.deepEqual(afterSaving(withValue(back, name, "b", true), settings, saved), noDrafts);
  const other = withValue(saving, size, 2, true);
  assert.deepEqual(afterSaving(other, settings, saved).values, { size: 2 });
  assert.deepEqual(afterSaving(withValue(other, size, 1, true), settings, saved), noDrafts);
  // A save that failed has saved nothing.
  assert.deepEqual(afterSaving(other, settings, {}).values, { name: "b", size: 2 });
  assert.deepEqual(afterSaving(back, settings, {}), noDrafts);
  assert.deepEqual(afterSaving(withValue(noDrafts, name, null, true), settings, { name: null }), noDrafts);
});
