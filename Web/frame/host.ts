import type { Answered, CallEnd, CallOptions, Changing, Host } from "../bridge/host";
import { limits, type FromView, type ToView, type Welcome } from "../bridge/port";
import { Calls } from "./calls";
import { describe } from "./errors";

/** A {@link Host}, and what the frame needs to know besides. */
export interface PortHost extends Host {
  /** When the window asks the view to go away; it is called once. */
  onClose(listener: () => void): void;
  /** When the window hands the focus into the view. */
  onFocus(listener: (direction: "forward" | "backward") => void): void;
  post(message: FromView): void;
}

/** Makes the host of a view from its end of the port. */
export function createHost(port: MessagePort, welcome: Welcome): PortHost {
  const post = (message: FromView, transfer: Transferable[] = []) => port.postMessage(message, transfer);
  const theme = changing(welcome.theme);
  const path = changing(welcome.path);
  const visible = changing(true);
  const settings = changing(0);
  const calls = new Calls(post);
  const mayNotify = limiter(limits.noticesPerMinute, 60_000);
  const mayReport = limiter(limits.noticesPerMinute, 60_000);
  let shown = false;
  let dead = false;
  let onClose = () => {};
  let onFocus: (direction: "forward" | "backward") => void = () => {};

  port.onmessage = ({ data }: MessageEvent<ToView>) => {
    switch (data.type) {
      case "message":
      case "end":
      case "result":
      case "problem":
        return calls.receive(data);
      case "theme":
        return theme.set(data.theme);
      case "settings":
        return settings.set(settings.get() + 1);
      case "visible":
        return visible.set(data.visible);
      case "path":
        return path.set(data.path);
      case "focus":
        return onFocus(data.direction);
      case "close":
        return onClose();
    }
  };

  return {
    view: welcome.view,
    context: welcome.context,
    theme,
    path,
    visible,
    settings,
    post,
    call: (method: string, payload: Uint8Array, options: CallOptions): Promise<CallEnd> =>
      calls.call(method, payload, options),
    request: (request): Promise<Answered> => calls.request(request),
    notify(level, text) {
      if (mayNotify()) post({ type: "notify", level, text: text.slice(0, limits.maxNoticeLength) });
    },
    navigate(to) {
      // What the window shows is what the view shows, without a message back.
      if (!("plugin" in to)) path.set(to.path);
      post({ type: "navigate", to });
    },
    setTitle: (title) => post({ type: "title", title: title.slice(0, limits.maxTitleLength) }),
    mounted() {
      if (!shown) post({ type: "mounted" });
      shown = true;
    },
    crashed(error) {
      if (!dead) post({ type: "crashed", ...describe(error) });
      dead = true;
    },
    error(error) {
      if (mayReport()) post({ type: "error", ...describe(error) });
    },
    onClose(listener) {
      onClose = () => {
        onClose = () => {};
        listener();
      };
    },
    onFocus(listener) {
      onFocus = listener;
    },
  };
}

function changing<Value>(initial: Value): Changing<Value> & { set(value: Value): void } {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Says yes at most so often in so many milliseconds. */
function limiter(count: number, period: number): () => boolean {
  let times: number[] = [];
  return () => {
    const now = performance.now();
    times = times.filter((time) => now - time < period);
    return times.length < count && times.push(now) > 0;
  };
}
