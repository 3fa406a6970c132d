import assert from "node:assert/strict";
import { test } from "node:test";
import { Notifications, foremost, type Level } from "../../window/notifications/notifications";

const words = (notifications: Notifications): string[] => notifications.shown.get().map(({ text }) => text);

/** Notifications, and a clock that stands until it is moved. */
function made() {
  let now = 0;
  let timers: { at: number; run(): void }[] = [];
  const notifications = new Notifications((milliseconds, run) => void timers.push({ at: now + milliseconds, run }));
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { run } of due) run();
  };
  return { notifications, pass };
}

test("where there is room for one, what matters most is shown, and of that the newest", () => {
  const { notifications } = made();
  const levels: Level[] = ["info", "error", "success", "warning"];
  const shown: (string | undefined)[] = [];
  for (const level of [...levels, "error" as const]) {
    notifications.add(level, `${level} ${shown.length}`);
    shown.push(foremost(notifications.shown.get())?.text);
  }
  assert.deepEqual(shown, ["info 0", "error 1", "error 1", "error 1", "error 4"]);
  assert.equal(foremost([]), undefined);
});

test("many notes hide no error", () => {
  const { notifications } = made();
  notifications.add("error", "failed");
  for (const text of ["1", "2", "3", "4", "5"]) notifications.add("info", text);
  assert.deepEqual(words(notifications), ["failed", "3", "4", "5"]);
});

test("each goes after its time, and stays in the list", () => {
  const { notifications, pass } = made();
  notifications.add("success", "done");
  notifications.add("error", "failed");
  pass(4_000);
  assert.deepEqual(words(notifications), ["failed"]);
  pass(7_999);
  assert.deepEqual(words(notifications), ["failed"]);
  pass(1);
  assert.deepEqual(words(notifications), []);
  assert.equal(notifications.all.get().length, 2);
});

test("none goes while it is held, and those that are overdue go afterwards", () => {
  const { notifications, pass } = made();
  notifications.add("success", "done");
  notifications.hold(true);
  pass(60_000);
  assert.deepEqual(words(notifications), ["done"]);
  notifications.add("error", "failed");
  notifications.hold(false);
  assert.deepEqual(words(notifications), ["failed"]);
  pass(12_000);
  assert.deepEqual(words(notifications), []);
});
