import { useEffect, useRef } from "react";
import type { Mount } from "../../bridge/host";
import { createHost } from "../../frame/host";
import { theme } from "../appearance/appearance";
import { useStore } from "../state/store";
import { strings } from "../strings";
import type { View } from "./view";
import type { Run } from "./view-status";

/**
 * A view in the page's own tree, for plugins that the engine says may be: with all that the page may do.
 *
 * Its styles are kept apart by a closed shadow root; nothing else is. It speaks through a port like any other view.
 */
export function ShellRoot({ view, run }: { view: View; run: Run }) {
  const place = useRef<HTMLDivElement>(null);
  const root = useRef<HTMLElement>();
  const { scheme } = useStore(theme);
  useEffect(() => {
    const { current } = place;
    if (!current) return undefined;
    const inner = document.createElement("div");
    inner.className = "ov-root";
    // A shadow root is made once for an element, so each run has an element of its own.
    const holder = document.createElement("div");
    holder.className = "view-shell";
    root.current = holder;
    holder.dataset.scheme = theme.get().scheme;
    const shadow = holder.attachShadow({ mode: "closed" });
    for (const sheet of document.querySelectorAll('link[rel="stylesheet"]')) shadow.append(sheet.cloneNode());
    shadow.append(inner);
    current.append(holder);

    let unmount: (() => void) | undefined;
    let isGone = false;
    const channel = new MessageChannel();
    view.listen(channel.port1, false);
    const host = createHost(channel.port2, view.welcome(run));
    host.onClose(() => {
      unmount?.();
      unmount = undefined;
      host.post({ type: "unmounted" });
    });
    import(run.session.entry)
      .then(({ mount }: { mount?: Mount }) => {
        if (isGone) return;
        if (typeof mount !== "function") throw new Error(strings.views.noDocument);
        unmount = mount(inner, host);
        // A view that draws at once need not say so; the kit says it for one of React.
        if (inner.firstChild) requestAnimationFrame(host.mounted);
      })
      .catch((error: unknown) => {
        if (!isGone) host.crashed(error);
      });
    return () => {
      isGone = true;
      unmount?.();
      channel.port2.close();
      holder.remove();
    };
  }, [view, run]);
  useEffect(() => {
    if (root.current) root.current.dataset.scheme = scheme;
  }, [scheme]);
  return <div ref={place} className="view-document" />;
}
