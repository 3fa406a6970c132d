/**
 * Runs first in a view's frame: takes away what a view may not have, finds the window, brings the plugin's entry module
 * and the host together, and says once a second that the view is alive.
 */
import type { Mount } from "../bridge/host";
import { ahead, limits, type Hello, type Theme, type Welcome } from "../bridge/port";
import { canSeal, disarm } from "./disarm";
import { createHost, type PortHost } from "./host";
import { forwardKeys, takeFocus } from "./keys";
import { refuseLinks } from "./links";

let refusal: unknown;
try {
  disarm(window);
  refuseLinks(window);
  if (!canSeal(window)) throw new Error("this browser is too old: without Trusted Types a view could leave its frame");
} catch (error) {
  refusal = error;
}

const root = document.getElementById("root");
const entry = document.querySelector<HTMLMetaElement>('meta[name="omniview-entry"]')?.content;
if (!root || !entry) throw new Error("the view's document has no root or no entry");

const load = (): Promise<{ mount?: Mount }> => (refusal === undefined ? import(entry) : Promise.reject(refusal));
// The module loads while the window answers, and its errors wait for the port. In a document that the window has made
// ahead, nothing of the plugin runs before the window has a view for it; what all views share is run meanwhile.
let loading: Promise<{ mount?: Mount }> | undefined;
if (!location.search.endsWith(ahead)) loading = load();
else if (refusal === undefined) void import("@omniview/plugin");
loading?.catch(() => {});
const early: unknown[] = [];
let report = (error: unknown) => {
  if (early.length < limits.noticesPerMinute) early.push(error);
};
addEventListener("error", (event) => report(event.error ?? event.message));
addEventListener("unhandledrejection", (event) => report(event.reason));

addEventListener("message", function welcomed(event: MessageEvent<Partial<Welcome> | null>) {
  const port = event.ports[0];
  if (event.source !== parent || event.data?.omniview !== "welcome" || !port) return;
  removeEventListener("message", welcomed);
  void start(createHost(port, event.data as Welcome));
});
const hello: Hello = { omniview: "hello", version: 1 };
// To whoever holds the frame, which the document's policy (frame-ancestors) makes the engine's page; it has no secret.
parent.postMessage(hello, "*");

async function start(host: PortHost) {
  // A timer of the main thread on purpose: while a view computes, it does not beat.
  setInterval(() => host.post({ type: "beat" }), limits.beat);
  host.post({ type: "beat" });
  report = host.error;
  early.forEach(host.error);
  show(host.theme.get());
  host.theme.subscribe(() => show(host.theme.get()));
  forwardKeys(host.post);
  host.onFocus(takeFocus);

  let unmount: (() => void) | undefined;
  host.onClose(() => {
    try {
      unmount?.();
    } catch (error) {
      host.error(error);
    }
    host.post({ type: "unmounted" });
  });
  try {
    const { mount } = await (loading ?? load());
    if (typeof mount !== "function") throw new Error(`${entry} exports no function "mount"`);
    unmount = mount(root as HTMLElement, host);
    // A view that draws at once need not say so. One of React draws later, and its kit says when.
    if (root?.firstChild) afterPaint(host.mounted);
  } catch (error) {
    host.crashed(error);
  }
}

function show({ scheme, reducedMotion }: Theme) {
  const { dataset } = document.documentElement;
  dataset.scheme = scheme;
  dataset.motion = reducedMotion ? "reduced" : "full";
}

/** The second picture begins when the first was painted. A frame that is not shown paints none: a timer helps out. */
function afterPaint(then: () => void) {
  requestAnimationFrame(() => requestAnimationFrame(then));
  setTimeout(then, 250);
}
