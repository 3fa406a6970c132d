import type { Hello, Welcome } from "../../bridge/port";

/** Milliseconds from the document's `load`, and from the start, within which it has to say hello. */
const afterLoad = 4_000;
const atAll = 15_000;

/** What comes of a frame's beginning. */
export interface HandshakeHandlers {
  /** The document said hello; the answer goes along with the port. */
  hello(): Welcome;
  opened(port: MessagePort): void;
  /** No hello came: an error page, or a host name that nobody answers for. */
  silent(): void;
  /** The frame went to another document, which the window did not ask for. */
  left(): void;
}

/**
 * Waits for the hello of a frame's document and answers it, once.
 *
 * The frame's origin is opaque, so the document is known by its window alone, and the welcome goes to that window. A
 * second document in the same frame gets nothing.
 */
export function shakeHands(frame: HTMLIFrameElement, handlers: HandshakeHandlers): () => void {
  let isOpen = false;
  let loads = 0;
  let timer = setTimeout(handlers.silent, atAll);

  const receive = (event: MessageEvent): void => {
    if (isOpen || event.source === null || event.source !== frame.contentWindow) return;
    if (event.origin !== "null" || !isHello(event.data)) return;
    isOpen = true;
    clearTimeout(timer);
    const channel = new MessageChannel();
    handlers.opened(channel.port1);
    frame.contentWindow.postMessage(handlers.hello(), "*", [channel.port2]);
  };
  const load = (): void => {
    loads += 1;
    if (loads > 1) return handlers.left();
    if (isOpen) return;
    clearTimeout(timer);
    timer = setTimeout(handlers.silent, afterLoad);
  };

  window.addEventListener("message", receive);
  frame.addEventListener("load", load);
  return () => {
    clearTimeout(timer);
    window.removeEventListener("message", receive);
    frame.removeEventListener("load", load);
  };
}

function isHello(data: unknown): data is Hello {
  if (typeof data !== "object" || data === null) return false;
  const { omniview, version } = data as { omniview?: unknown; version?: unknown };
  return omniview === "hello" && version === 1;
}
