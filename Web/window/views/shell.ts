import type { Mount } from "../../bridge/host";
import { createHost, type PortHost } from "../../frame/host";
import { theme } from "../appearance/appearance";
import { tabStops } from "../layout/focus";
import { strings } from "../strings";
import { pageMap } from "./page-map";
import type { View } from "./view";
import type { Run } from "./view-status";

/** The plugins of which code has run in this page. What it has begun, only another document ends. */
const ranHere = new Set<string>();

/** Whether code of a plugin has run in this page. */
export const hasRunHere = (plugin: string): boolean => ranHere.has(plugin);

/**
 * Runs a view in the page's own tree, below an element. Returns what ends it.
 *
 * It has a shadow root of its own, which keeps styles apart and nothing else, and speaks through a port like any other
 * view. What it throws while it is mounted or drawn ends it; what it throws later is written down.
 */
export function runInShell(place: HTMLElement, view: View, run: Run): () => void {
  const { plugin, entry } = run.session;
  const { holder, inner, styled } = makeRoot(entry);
  place.append(holder);

  const channel = new MessageChannel();
  view.listen(channel.port1, false);
  const host = createHost(channel.port2, view.welcome(run));
  const stops = [follow(holder), reportErrors(plugin, host)];
  host.onFocus((direction) => {
    const all = tabStops(inner);
    (direction === "forward" ? all[0] : all[all.length - 1])?.focus();
  });

  let isGone = false;
  let unmount: (() => void) | undefined;
  const clear = (): void => {
    const end = unmount;
    unmount = undefined;
    try {
      end?.();
    } catch (error) {
      host.error(error);
    }
  };
  host.onClose(() => {
    clear();
    host.post({ type: "unmounted" });
  });
  ranHere.add(plugin);
  Promise.all([import(entry) as Promise<{ mount?: Mount }>, styled])
    .then(([{ mount }]) => {
      if (isGone) return;
      if (typeof mount !== "function") throw new Error(strings.views.noMount(entry));
      unmount = mount(inner, host);
      // A view that draws at once need not say so; the kit says it for one of React. A hidden page paints nothing.
      if (inner.firstChild) {
        requestAnimationFrame(host.mounted);
        setTimeout(host.mounted, 250);
      }
    })
    .catch((error: unknown) => {
      if (!isGone) host.crashed(error);
    });

  return () => {
    isGone = true;
    holder.remove();
    // The window is drawing: React takes down one tree at a time.
    queueMicrotask(() => {
      clear();
      for (const stop of stops) stop();
      channel.port2.close();
    });
  };
}

/** A place for a view with its styles, which are those that it would have in a frame: the kit's and its own. */
function makeRoot(entry: string): { holder: HTMLElement; inner: HTMLElement; styled: Promise<unknown> } {
  const holder = document.createElement("div");
  holder.className = "view-shell";
  const inner = document.createElement("div");
  inner.className = "ov-root";
  const map = pageMap();
  const own = map.stylesOf(entry);
  const links = map.kitStyles === undefined ? [] : [makeLink(map.kitStyles)];
  if (own) links.push(makeLink(own.address, own.integrity));
  // A view without its styles is a view all the same.
  const styled = Promise.all(
    links.map((link) => new Promise((done) => (link.onload = link.onerror = done))),
  );
  holder.attachShadow({ mode: "closed" }).append(...links, inner);
  // What is only typed stays in the view, as it does in a frame.
  holder.addEventListener("keydown", (event) => {
    const isForWindow = event.ctrlKey || event.metaKey || event.altKey || /^(Escape|F\d+)$/.test(event.key);
    if (!isForWindow) event.stopPropagation();
  });
  return { holder, inner, styled };
}

function makeLink(address: string, integrity?: string): HTMLLinkElement {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  if (integrity !== undefined) link.integrity = integrity;
  return link;
}

/** Keeps the look of a view that of the window. */
function follow(holder: HTMLElement): () => void {
  const show = (): void => {
    const { scheme, reducedMotion } = theme.get();
    holder.dataset.scheme = scheme;
    holder.dataset.motion = reducedMotion ? "reduced" : "full";
  };
  show();
  return theme.subscribe(show);
}

/** Errors that a view has reported, so that of two views of a plugin only one does. */
const told = new WeakSet<Event>();

/**
 * Writes down what code of a plugin throws when nobody catches it, such as in an event handler. The page has one place
 * for the errors of all; whose one is, the address in it says.
 */
function reportErrors(plugin: string, host: PortHost): () => void {
  const files = `${location.origin}/view/${plugin}/files/`;
  const report = (event: Event, error: unknown, place = ""): void => {
    const stack = error instanceof Error ? String(error.stack) : "";
    if (told.has(event) || !(place.startsWith(files) || stack.includes(files))) return;
    told.add(event);
    host.error(error);
  };
  const onError = (event: ErrorEvent): void => report(event, event.error ?? event.message, event.filename);
  const onRejection = (event: PromiseRejectionEvent): void => report(event, event.reason);
  addEventListener("error", onError);
  addEventListener("unhandledrejection", onRejection);
  return () => {
    removeEventListener("error", onError);
    removeEventListener("unhandledrejection", onRejection);
  };
}
