import assert from "node:assert/strict";
import { test } from "node:test";
import type { InboxReview } from "../../window/engine/types";
import {
  commandFor,
  filesOf,
  programOf,
  publisherOf,
  replacementOf,
  standingOf,
} from "../../window/install/inbox-words";

const review: InboxReview = {
  id: "hello",
  name: "Hello",
  version: "2.0.0",
  sealed: true,
  files: 1_234,
  bytes: 3_456_789,
  digest: "sha256:ab",
  change: "first",
  permissions: {},
  optional_permissions: {},
  relaxations: [],
  command: ["bin/plugin"],
  has_ui: false,
  diagnostics: [],
};

test("the publisher is never more than what is known", () => {
  assert.match(publisherOf({ ...review, author: "Ada" }), /^Ada, by its own word\. .*does not prove who made it\.$/);
  assert.match(publisherOf(review), /^It does not say who made it\. It came with a seal\./);
  assert.match(publisherOf({ ...review, sealed: false }), /without a seal/);
  assert.equal(/came with a seal/.test(publisherOf({ ...review, sealed: false, author: "Ada" })), false);
});

test("files are verified only where there was a seal", () => {
  assert.equal(
    filesOf(review),
    "1,234 files verified, 3.30 MiB: each is as the seal lists it, and there is no other.",
  );
  assert.match(filesOf({ ...review, files: 1 }), /^1 file verified/);
  assert.match(filesOf({ ...review, sealed: false }), /^1,234 files, 3\.30 MiB, not compared with any seal\./);
});

test("it is told what is replaced, also by a word that is new", () => {
  const replaced = (change: string) => replacementOf({ ...review, change, replaces: "1.0.0" });
  assert.match(replaced("first"), /not installed yet/);
  assert.match(replaced("none"), /exactly these files/);
  assert.match(replaced("upgrade"), /1\.0\.0, which is older/);
  assert.match(replaced("downgrade"), /1\.0\.0, which is newer/);
  assert.match(replaced("other-files"), /1\.0\.0 with other files/);
  assert.match(replaced("something-new"), /1\.0\.0/);
});

test("words of a command stay apart", () => {
  assert.equal(programOf(review), "bin/plugin");
  assert.equal(programOf({ ...review, command: ["python3", "a b.py", "it's", ""] }), `python3 'a b.py' 'it'\\''s' ''`);
  assert.equal(programOf({ ...review, command: [] }), undefined);
  assert.equal(commandFor("/home/me/.omniview/inbox"), "omniview plugin install PATH");
  assert.equal(commandFor("/i", "a.tar.gz"), "omniview plugin install /i/a.tar.gz");
  assert.equal(commandFor("/i", "$(rm x)"), "omniview plugin install '/i/$(rm x)'");
});

test("an answer counts only for what was shown", () => {
  const ready = { name: "a", state: "ready", review: { ...review } };
  assert.equal(standingOf(review, ready), "same");
  assert.equal(standingOf(review, { ...ready, state: "installed" }), "installed");
  assert.equal(standingOf(review, { ...ready, review: { ...review, digest: "sha256:cd" } }), "changed");
  assert.equal(standingOf(review, { name: "a", state: "checking" }), "checking");
  assert.equal(standingOf(review, { name: "a", state: "refused", problem: "it is not so" }), "changed");
  assert.equal(standingOf(review, undefined), "gone");
});
