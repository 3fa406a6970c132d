import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "../../window/commands/command";
import { search } from "../../window/commands/search";
import { readPermissions } from "../../window/plugins/details/permission-sentences";

const command = (title: string, group = "Window"): Command => ({ id: title, title, group, run: () => undefined });

test("commands are found by words, beginnings first, and by letters", () => {
  const names = ["Restart Hello", "Show plugin Hello", "Split to the right", "Start Machine"];
  const all = names.map((title) => command(title));
  const titles = (typed: string) => search(all, typed).map((each) => each.title);
  assert.deepEqual(titles("start"), ["Start Machine", "Restart Hello"]);
  assert.deepEqual(titles("hello res"), ["Restart Hello"]);
  assert.deepEqual(titles("sptr"), ["Split to the right"]);
  assert.deepEqual(titles("  "), all.map((each) => each.title));
  assert.deepEqual(titles("nothing like it"), []);
  assert.deepEqual(search([command("Greet", "Hello")], "hello").length, 1);
});

test("permissions are sentences: what is asked for, and what is not", () => {
  const { can, cannot } = readPermissions({
    filesystem: [
      { path: "~/.kube/config", access: "read", reason: "Lists your clusters" },
      { path: "${data}", access: "readwrite" },
    ],
    network: [{ host: "*.example.com", port: 443, reason: "Talks" }],
    exec: [{ command: "kubectl", args: ["get", "*"] }, { command: "git", args: [] }, { command: "ls", args: ["*"] }],
    env: [],
    secrets: ["token"],
    clipboard: "none",
    notifications: false,
  });
  assert.deepEqual(can, [
    "read ~/.kube/config — “Lists your clusters”",
    "read and change its own data folder",
    "connect to any host below example.com, port 443 — “Talks”",
    "run kubectl get *",
    "run git with any arguments",
    "run ls with any arguments",
    "get the secret token",
  ]);
  assert.equal(cannot.length, 3);
});

test("what is asked for later is neither asked for from the start nor not at all", () => {
  const { can, later, cannot } = readPermissions(
    { network: [], clipboard: "read", notifications: false },
    { network: [{ host: "*", port: 443, reason: "Updates" }], clipboard: "none", notifications: true },
  );
  assert.deepEqual(can, ["read the clipboard"]);
  assert.deepEqual(later, ["connect to any host, port 443 — “Updates”", "show notifications"]);
  assert.deepEqual(cannot, []);
});

test("kinds that the engine does not tell of are in neither list, and odd values harm nobody", () => {
  assert.deepEqual(readPermissions({ network: [] }).cannot.length, 1);
  assert.equal(readPermissions({}).cannot.length, 7);
  for (const odd of [null, 1, "x", [], { filesystem: 1, exec: [null, 7], env: [1, "A"] }]) readPermissions(odd);
});
