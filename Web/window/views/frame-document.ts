import type { Hello, Welcome } from "../../bridge/port";

/** Milliseconds from the document's `load`, and from the start, within which it has to say hello. */
const afterLoad = 4_000;
const atAll = 15_000;

/** What comes of a document's beginning. */
export interface DocumentHandlers {
  /** The document said hello; the answer goes along with the port. */
  hello(): Welcome;
  opened(port: MessagePort): void;
  /** No hello came: an error page, or a host name that nobody answers for. */
  silent(): void;
  /** The frame went to another document, which the window did not ask for. */
  left(): void;
}

/**
 * A frame and the document in it, which says hello and is answered once, when there is a view for it.
 *
 * The frame's origin is opaque, so the document is known by its window alone, and the welcome goes to that window. A
 * second document in the same frame gets nothing.
 */
export class FrameDocument {
  readonly frame = document.createElement("iframe");

  private handlers: DocumentHandlers | undefined;
  private hasSaidHello = false;
  private loads = 0;
  private isOpen = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Loads as soon as the frame is in the page. */
  constructor(url: string) {
    this.frame.className = "view-document";
    this.frame.setAttribute("sandbox", "allow-scripts");
    this.frame.src = url;
    // Before the browser runs anything of the document: its hello must not be missed.
    window.addEventListener("message", this.receive);
    this.frame.addEventListener("load", this.load);
  }

  /** Whether it can still be given a view. */
  get isUsable(): boolean {
    return this.loads <= 1 && this.frame.isConnected;
  }

  /** Gives it a view. It may have said hello long ago. */
  meet(handlers: DocumentHandlers): void {
    this.handlers = handlers;
    if (this.hasSaidHello) return this.open();
    this.timer = setTimeout(handlers.silent, this.loads > 0 ? afterLoad : atAll);
  }

  /** The end of it and of its frame. */
  close(): void {
    this.part();
    this.frame.remove();
  }

  /** Hears no more of it; the frame stays until {@link close}. */
  part(): void {
    clearTimeout(this.timer);
    window.removeEventListener("message", this.receive);
    this.frame.removeEventListener("load", this.load);
  }

  private readonly receive = (event: MessageEvent): void => {
    if (this.hasSaidHello || event.source === null || event.source !== this.frame.contentWindow) return;
    if (event.origin !== "null" || !isHello(event.data)) return;
    this.hasSaidHello = true;
    this.open();
  };

  private readonly load = (): void => {
    this.loads += 1;
    if (this.loads > 1) return this.handlers?.left();
    if (this.isOpen || !this.handlers) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.handlers.silent, afterLoad);
  };

  private open(): void {
    const { handlers, frame } = this;
    if (this.isOpen || !handlers) return;
    this.isOpen = true;
    clearTimeout(this.timer);
    const channel = new MessageChannel();
    handlers.opened(channel.port1);
    frame.contentWindow?.postMessage(handlers.hello(), "*", [channel.port2]);
  }
}

function isHello(data: unknown): data is Hello {
  if (typeof data !== "object" || data === null) return false;
  const { omniview, version } = data as { omniview?: unknown; version?: unknown };
  return omniview === "hello" && version === 1;
}
