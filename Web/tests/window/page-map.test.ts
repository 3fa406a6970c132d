import assert from "node:assert/strict";
import { test } from "node:test";
import { PageMap } from "../../window/views/page-map";

const base = "http://127.0.0.1:4700/?x#/views/hello/main";
const files = "/view/hello/files/assets/ab";
const map = new PageMap(
  JSON.stringify({
    imports: { "@omniview/plugin": "/web/1/plugin.js" },
    integrity: {
      "/web/1/plugin.js": "sha256-k",
      [`${files}/ui/entry.js`]: "sha256-e",
      [`${files}/ui/entry.css`]: "sha256-s",
      [`${files}/%C3%A4%20b.js`]: "sha256-b",
    },
  }),
  base,
);

test("a page knows the scripts that it was loaded with, and no others", () => {
  assert.equal(map.has(`${files}/ui/entry.js`), true);
  assert.equal(map.has(`${files}/ui/other.js`), false);
  // Of another version, another plugin, another origin.
  assert.equal(map.has("/view/hello/files/assets/cd/ui/entry.js"), false);
  assert.equal(map.has("/view/other/files/assets/ab/ui/entry.js"), false);
  assert.equal(map.has(`http://hello.localhost:4700${files}/ui/entry.js`), false);
});

test("addresses are compared as the browser writes them", () => {
  assert.equal(map.has(`${files}/ä b.js`), true);
  assert.equal(map.has(`${files}/ui/../ui/entry.js`), true);
});

test("a script has the styles that it was bundled with", () => {
  assert.deepEqual(map.stylesOf(`${files}/ui/entry.js`), {
    address: `http://127.0.0.1:4700${files}/ui/entry.css`,
    integrity: "sha256-s",
  });
  assert.equal(map.stylesOf(`${files}/%C3%A4%20b.js`), undefined);
  assert.equal(map.kitStyles, "http://127.0.0.1:4700/web/1/plugin.css");
});

test("it knows whether it has the files of a version", () => {
  assert.equal(map.hasFilesOf("hello", "sha256:ab"), true);
  assert.equal(map.hasFilesOf("hello", "sha256:a"), false);
  assert.equal(map.hasFilesOf("hell", "sha256:ab"), false);
});

test("a page without a map has nothing", () => {
  const none = new PageMap("{}", base);
  assert.equal(none.has(`${files}/ui/entry.js`), false);
  assert.equal(none.kitStyles, undefined);
  assert.equal(none.stylesOf(`${files}/ui/entry.js`), undefined);
});
