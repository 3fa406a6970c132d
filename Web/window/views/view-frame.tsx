import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import type { JSONValue } from "../../bridge/socket";
import { theme } from "../appearance/appearance";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { ViewCard } from "./view-card";
import { ShellRoot } from "./shell-root";
import { View, type ViewPlace } from "./view";
import { runOf, type Run, type ViewName, type ViewStatus } from "./view-status";
import "./views.css";

export interface ViewFrameProps extends ViewName {
  /** What readers of the screen hear. */
  title: string;
  /** The contribution by which it is here, for reports. */
  contribution?: string;
  path?: string;
  context?: JSONValue;
  isVisible: boolean;
  /** The view is to put its things in order; `onUnmounted` is called when it has. */
  isClosing?: boolean;
  onPath?: (path: string) => void;
  onTitle?: (title: string) => void;
  onUnmounted?: () => void;
  onClose?: () => void;
  /** Gets what gives the view the focus. */
  onFocuser?: (focus: ((direction: "forward" | "backward") => void) | undefined) => void;
}

/**
 * The boundary of one view: its frame, and what is shown while there is nothing to see of it, or something is wrong.
 *
 * Nothing of the plugin is asked for before this component is there.
 */
export function ViewFrame(props: ViewFrameProps) {
  const view = useView(props);
  const status = useStore(view.status);
  const run = runOf(status);
  const { place, passOn } = usePlaceOfFocus(view, status.is);
  return (
    <div ref={place} className="view" data-status={status.is} tabIndex={-1} onFocus={passOn}>
      {run && run.isolation !== "shell" && (
        <Frame key={run.number} view={view} run={run} title={props.title} isAnswering={status.is !== "slow"} />
      )}
      {run && run.isolation === "shell" && <ShellRoot key={run.number} view={view} run={run} />}
      {run?.isolation === "reduced" && (
        <p className="view-note" title={strings.views.reducedHint}>
          {strings.views.reduced}
        </p>
      )}
      {run?.isolation === "shell" && (
        <p className="view-note" title={strings.views.shellHint}>
          {strings.views.shell}
        </p>
      )}
      <ViewCard view={view} status={status} contribution={props.contribution} onClose={props.onClose} />
    </div>
  );
}

/**
 * While there is no document that could keep the focus, its place has it: before it is there, and while it does not
 * answer, since of a key that is pressed in it the window would hear nothing. The view gets it from there.
 */
function usePlaceOfFocus(view: View, is: ViewStatus["is"]): { place: RefObject<HTMLDivElement>; passOn(): void } {
  const place = useRef<HTMLDivElement>(null);
  const passOn = (): void => {
    if (is === "ready" && document.activeElement === place.current) view.focus("forward");
  };
  useEffect(() => {
    const { activeElement } = document;
    const isInFrame = activeElement instanceof HTMLIFrameElement && place.current?.contains(activeElement);
    if (is === "slow" && isInFrame) place.current?.focus();
    passOn();
  }, [view, is]);
  return { place, passOn };
}

interface FrameProps {
  view: View;
  run: Run;
  title: string;
  /** One that does not answer is no stop of Tab: there would be no way on. */
  isAnswering: boolean;
}

function Frame({ view, run, title, isAnswering }: FrameProps) {
  const { ahead } = useServices();
  const place = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>();
  useLayoutEffect(() => {
    if (!place.current || run.url === undefined) return undefined;
    const document = ahead.place(run.session, run.url, place.current);
    frame.current = document.frame;
    view.attach(document, run);
    return () => {
      view.detach();
      document.close();
    };
  }, [view, run, ahead]);
  useLayoutEffect(() => {
    if (!frame.current) return;
    frame.current.title = title;
    if (isAnswering) frame.current.removeAttribute("tabindex");
    else frame.current.tabIndex = -1;
  }, [run, title, isAnswering]);
  return <div ref={place} className="view-document-place" />;
}

/** The view of a component, as long as that is there. What the component is given later reaches the view as well. */
function useView(props: ViewFrameProps): View {
  const { connection, feed, notifications, workspace, plugins, keys, ahead } = useServices();
  const latest = useRef(props);
  latest.current = props;
  const [view] = useState(() => {
    const { plugin, view: name } = props;
    const place: ViewPlace = {
      navigate: (to) => {
        if ("plugin" in to) workspace.open({ page: "view", plugin: to.plugin, view: to.view, path: to.path ?? "" });
        else latest.current.onPath?.(to.path);
      },
      notify: (level, text) =>
        notifications.add(level, text, { plugin, name: plugins.find(plugin)?.name ?? plugin }),
      title: (title) => latest.current.onTitle?.(title),
      key: (key) => void keys.press(key),
      unmounted: () => latest.current.onUnmounted?.(),
    };
    return new View({ plugin, view: name }, connection, theme, place, ahead, props.context ?? null, props.path ?? "");
  });
  useEffect(() => {
    const stop = feed.on((event) => {
      if (event.plugin !== props.plugin) return;
      if (event.kind === "plugin.settings-changed") view.settingsChanged();
      if (renewing.has(event.kind)) view.renew();
    });
    latest.current.onFocuser?.((direction) => view.focus(direction));
    view.connect();
    return () => {
      stop();
      latest.current.onFocuser?.(undefined);
      view.dispose();
    };
  }, [view, feed, props.plugin]);
  useEffect(() => view.setVisible(props.isVisible), [view, props.isVisible]);
  useEffect(() => view.setPath(props.path ?? ""), [view, props.path]);
  useEffect(() => {
    if (props.isClosing) view.askToClose();
  }, [view, props.isClosing]);
  return view;
}

/** After these the view may be another one. */
const renewing = new Set([
  "plugin.upgraded",
  "plugin.changed",
  "plugin.removed",
  "plugin.added",
  "plugin.enabled",
  "plugin.disabled",
  "plugin.trusted",
  "plugin.distrusted",
]);
