import { Suspense, useEffect, type ComponentType } from "react";
import { createRoot } from "react-dom/client";
import type { Host, Mount } from "../bridge/host";
import { ErrorCard, Loading } from "../ui/index";
import { Boundary } from "./boundary";
import { HostContext } from "./context";
import { text } from "./text";

/**
 * Makes the `mount` that an entry module exports: from components by the ids that the definition gives their views, or
 * from one component for all views.
 *
 *     export const mount = views({ main: Main, card: Card });
 */
export function views(components: ComponentType | { [view: string]: ComponentType }): Mount {
  return (element, host) => {
    const id = host.view.view;
    const View = typeof components === "function" ? components : componentOf(components, id);
    element.classList.add("ov-root");
    const root = createRoot(element, { onRecoverableError: (error) => host.error(error) });
    root.render(
      <HostContext.Provider value={host}>
        <Boundary host={host}>
          <Suspense fallback={<Loading />}>
            {View ? <View /> : <ErrorCard title={text.noView(id)} detail={text.noViewDetail} />}
            <Painted host={host} />
          </Suspense>
        </Boundary>
      </HostContext.Provider>,
    );
    return () => root.unmount();
  };
}

/** `constructor` is no view, though every object has it. */
function componentOf(components: { [view: string]: ComponentType }, id: string): ComponentType | undefined {
  return Object.hasOwn(components, id) ? components[id] : undefined;
}

/** Inside the Suspense: what it waits for counts as not there yet. */
function Painted({ host }: { host: Host }) {
  useEffect(() => {
    // The effect may come before the paint, what follows the next picture comes behind it. A hidden frame has none.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => (timer = setTimeout(host.mounted)));
    const hidden = setTimeout(host.mounted, 250);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      clearTimeout(hidden);
    };
  }, [host]);
  return null;
}
