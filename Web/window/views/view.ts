import { limits, type FromView, type Theme, type ToView, type Welcome } from "../../bridge/port";
import type { JSONValue, Problem, ViewReport, ViewSession } from "../../bridge/socket";
import type { Connection } from "../connection/connection";
import { isProblem } from "../connection/connection";
import { focusNext } from "../layout/focus";
import { Delayed } from "../state/delayed";
import { Store } from "../state/store";
import { strings } from "../strings";
import type { DocumentAhead } from "./document-ahead";
import type { FrameDocument } from "./frame-document";
import { Heartbeat } from "./heartbeat";
import { readMessage } from "./message-shape";
import { pageMap } from "./page-map";
import { Relay } from "./relay";
import { closeView, isSameDocument, openView, reportView, resetView } from "./session";
import { TokenBucket } from "./token-bucket";
import { runOf, type Isolation, type Run, type ViewName, type ViewStatus } from "./view-status";

/** What a view wants of its place in the window. It only comes while the view is to be seen. */
export interface ViewPlace {
  navigate(to: Extract<FromView, { type: "navigate" }>["to"]): void;
  notify(level: "info" | "success" | "warning" | "error", text: string): void;
  title(title: string): void;
  key(key: Extract<FromView, { type: "key" }>): void;
  unmounted(): void;
}

/**
 * Whether a document on a plugin's own host name has ever said hello. Then the browser finds these names, and no view
 * can have itself put into a frame with less isolation by keeping silent.
 */
let hostNamesWork = false;

/** Milliseconds between two titles that are shown. */
const titleDelay = 150;

/** One open view: its session with the engine, its document, and all that goes between them. */
export class View {
  readonly status = new Store<ViewStatus>({ is: "opening" });

  private runs = 0;
  private session: ViewSession | undefined;
  private isReduced = false;
  private isOpening = false;
  private isClosed = false;
  private isVisible = true;
  private path: string;
  private isFocusWanted = false;
  private readonly title = new Delayed<string>(titleDelay, (title) => this.place.title(title));
  private port: MessagePort | undefined;
  private relay: Relay | undefined;
  private heartbeat: Heartbeat | undefined;
  private document: FrameDocument | undefined;
  private stopListening: () => void = () => undefined;
  private readonly notices = new TokenBucket(limits.noticesPerMinute / 60, limits.noticesPerMinute);
  private readonly wishes = new TokenBucket(5, 20);

  constructor(
    readonly name: ViewName,
    private readonly connection: Connection,
    private readonly theme: Store<Theme>,
    private readonly place: ViewPlace,
    private readonly ahead: DocumentAhead,
    private readonly context: JSONValue,
    path: string,
  ) {
    this.path = path;
  }

  /** Begins: asks the engine as soon as there is a connection, and again with each new one. */
  connect(): void {
    const { connection, theme } = this;
    const stopTheme = theme.subscribe(() => this.send({ type: "theme", theme: theme.get() }));
    const stopOpen = connection.onOpen(() => {
      // Sessions ended with the socket that they were opened on; the same number may be another one's now.
      this.session = undefined;
      this.relay?.suspend();
      void this.open();
    });
    this.stopListening = () => {
      stopTheme();
      stopOpen();
    };
  }

  /**
   * Asks the engine for a session: at first, after a lost connection, and when the plugin may have changed. The
   * document stays when it would be the same.
   */
  async open(): Promise<void> {
    if (this.isOpening || this.isClosed) return;
    const before = this.status.get();
    if (before.is === "crashed" || before.is === "quarantined") return;
    this.isOpening = true;
    try {
      const session = await openView(this.connection, this.name);
      this.isOpening = false;
      this.take(session);
    } catch (error) {
      this.isOpening = false;
      if (isProblem(error)) this.refuse(error);
    }
  }

  private take(session: ViewSession): void {
    if (this.isClosed) return closeView(this.connection, session);
    const run = runOf(this.status.get());
    const old = this.session;
    this.session = session;
    if (old) closeView(this.connection, old);
    if (run && isSameDocument(run.session, session) && this.port) {
      this.relay?.resume(session.session);
      return;
    }
    this.end();
    this.begin(session);
  }

  private begin(session: ViewSession): void {
    if (session.isolation === "shell" && !pageMap().has(session.entry)) {
      return this.status.set({ is: "waiting", session });
    }
    const isolation: Isolation = session.isolation === "shell" ? "shell" : this.isReduced ? "reduced" : "frame";
    const url = { frame: session.url, reduced: session.fallbackPath, shell: undefined }[isolation];
    this.status.set({ is: "loading", run: { number: ++this.runs, session, isolation, url } });
  }

  private refuse(problem: Problem): void {
    // Without a connection this is done again when there is one.
    if (this.isClosed || problem.status === 0) return;
    this.end();
    if (problem.type.endsWith("quarantined")) {
      this.status.set({ is: "quarantined", crashes: undefined, message: problem.detail });
    } else {
      this.status.set({ is: "refused", problem });
    }
  }

  /** Takes the document that was made for a run, until {@link detach}. */
  attach(document: FrameDocument, run: Run): void {
    this.document = document;
    document.meet({
      hello: () => this.welcome(run),
      opened: (port) => {
        if (run.isolation === "frame") hostNamesWork = true;
        this.listen(port);
      },
      silent: () => this.hearNothing(run),
      left: () => this.fault(strings.views.left),
    });
  }

  /** The document goes. */
  detach(): void {
    this.end();
  }

  /** Listens to the port of a view. One in the page's own tree does not beat: when it hangs, so does the window. */
  listen(port: MessagePort, hasBeats = true): void {
    this.port = port;
    const bucket = new TokenBucket(limits.messagesPerSecond, limits.burst);
    this.relay = new Relay(this.connection, this.session?.session, this.send);
    port.onmessageerror = () => this.fault(strings.views.malformed);
    port.onmessage = (event) => {
      if (this.port !== port) return;
      if (!bucket.take()) return this.fault(strings.views.flooded, undefined, "flooded");
      const message = readMessage(event.data);
      if (message) this.handle(message);
      else this.fault(strings.views.malformed);
    };
    if (hasBeats) this.heartbeat = new Heartbeat((isLate) => this.setLate(isLate));
  }

  /** What the document is told first. */
  welcome(run: Run): Welcome {
    const { plugin, view, title, version } = run.session;
    return {
      omniview: "welcome",
      version: 1,
      view: { plugin, view, title, version, isolation: run.isolation },
      theme: this.theme.get(),
      context: this.context,
      path: this.path,
    };
  }

  private hearNothing(run: Run): void {
    if (run.isolation === "frame" && !hostNamesWork) {
      this.isReduced = true;
      this.end();
      return this.begin(run.session);
    }
    this.fault(strings.views.silent);
  }

  private handle(message: FromView): void {
    const { relay, heartbeat } = this;
    heartbeat?.beat();
    switch (message.type) {
      case "beat":
        return;
      case "mounted": {
        const status = this.status.get();
        if (status.is === "loading") this.status.set({ is: "ready", run: status.run });
        if (this.isFocusWanted && document.activeElement === document.body) this.focus("forward");
        return this.send({ type: "visible", visible: this.isVisible });
      }
      case "crashed":
        return this.fault(message.message, message.stack);
      case "error":
        return this.report({ kind: "error", message: message.message, ...stackOf(message.stack) });
      case "call":
      case "request":
        if (relay?.has(message.id)) return this.fault(strings.views.malformed);
        return message.type === "call" ? relay?.call(message) : relay?.request(message);
      case "credit":
        return relay?.grant(message.id, message.count);
      case "cancel":
        return relay?.cancel(message.id);
      case "notify":
        if (this.notices.take()) this.place.notify(message.level, message.text);
        return;
      case "unmounted":
        return this.place.unmounted();
      case "title":
        return this.title.put(message.title);
      default:
        if (this.isVisible && this.wishes.take()) this.wish(message);
    }
  }

  private wish(message: FromView): void {
    const frame = this.document?.frame;
    const isFocused = frame === undefined || document.activeElement === frame;
    if (message.type === "navigate") {
      if ("path" in message.to && !("plugin" in message.to)) this.path = message.to.path ?? "";
      this.place.navigate(message.to);
    }
    if (message.type === "key" && isFocused) this.place.key(message);
    if (message.type === "leave" && frame && isFocused) focusNext(frame, message.direction);
  }

  private setLate(isLate: boolean): void {
    const status = this.status.get();
    const run = runOf(status);
    if (!run) return;
    if (!isLate) return this.status.set({ is: status.is === "slow" ? "ready" : status.is, run } as ViewStatus);
    this.report({ kind: "slow", message: strings.views.slowReport(limits.missedBeats) });
    this.status.set({ is: "slow", run });
  }

  /** Ends the run because of what the view did. */
  fault(message: string, stack?: string, kind: "crashed" | "flooded" = "crashed"): void {
    const session = this.session ?? runOf(this.status.get())?.session;
    this.end();
    if (!session) return;
    this.status.set({ is: "crashed", session, message, stack });
    this.report({ kind, message, ...stackOf(stack) });
    this.forgetSession();
  }

  private report(report: ViewReport): void {
    const { session } = this;
    if (!session) return;
    reportView(this.connection, session, report, (standing) => {
      if (!standing.quarantined || this.status.get().is !== "crashed") return;
      this.status.set({ is: "quarantined", crashes: standing.crashes, message: report.message });
    });
  }

  /** Once more from the beginning: after a crash, or because a person does not want to wait. */
  reload(): void {
    if (runOf(this.status.get())) this.report({ kind: "reloaded", message: strings.views.reloadedReport });
    this.forgetSession();
    this.status.set({ is: "opening" });
    void this.open();
  }

  /** The plugin may be another one now. A view that crashed has another chance then. */
  renew(): void {
    if (this.status.get().is === "crashed") this.reload();
    else void this.open();
  }

  /** Lifts the quarantine and opens it. */
  async reset(): Promise<void> {
    try {
      await resetView(this.connection, this.name);
      this.reload();
    } catch (error) {
      if (isProblem(error)) this.status.set({ is: "refused", problem: error });
    }
  }

  setVisible(isVisible: boolean): void {
    if (isVisible === this.isVisible) return;
    this.isVisible = isVisible;
    this.send({ type: "visible", visible: isVisible });
  }

  /** To a path inside the view, because the address has changed. */
  setPath(path: string): void {
    if (path === this.path) return;
    this.path = path;
    this.send({ type: "path", path });
  }

  settingsChanged(): void {
    this.send({ type: "settings" });
  }

  /** Gives the view the focus, at its first element or its last. */
  focus(direction: "forward" | "backward"): void {
    // A document that is not there yet cannot keep it. It gets it when there is something to be seen.
    this.isFocusWanted = this.status.get().is === "loading" || this.status.get().is === "opening";
    if (this.isFocusWanted) return;
    this.document?.frame.focus();
    this.send({ type: "focus", direction });
  }

  /** Lets the view put its things in order; {@link dispose} comes at most a second later. */
  askToClose(): void {
    if (this.port) this.send({ type: "close" });
    else this.place.unmounted();
  }

  /** The end. Nothing of the view is left. */
  dispose(): void {
    const status = this.status.get();
    if (status.is === "ready" && status.run.isolation === "frame") this.ahead.make(status.run.session);
    this.isClosed = true;
    this.stopListening();
    this.title.stop();
    this.forgetSession();
  }

  private forgetSession(): void {
    this.end();
    if (this.session) closeView(this.connection, this.session);
    this.session = undefined;
  }

  /** Ends what belongs to one document. */
  private end(): void {
    this.document?.part();
    this.heartbeat?.stop();
    this.relay?.close();
    if (this.port) {
      this.port.onmessage = this.port.onmessageerror = null;
      this.port.close();
    }
    this.document = this.heartbeat = this.relay = this.port = undefined;
  }

  private readonly send = (message: ToView, transfer: Transferable[] = []): void => {
    this.port?.postMessage(message, transfer);
  };
}

const stackOf = (stack: string | undefined): { stack?: string } => (stack === undefined ? {} : { stack });
