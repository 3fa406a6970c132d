import { ahead } from "../../bridge/port";
import type { ViewSession } from "../../bridge/socket";
import { FrameDocument } from "./frame-document";
import { isSameDocument } from "./session";

/** Milliseconds that a document waits for its view. */
const patience = 60_000;

/** Moves an element without loading it anew; browsers that cannot do it get no documents ahead. */
interface Mover {
  moveBefore(node: Node, child: Node | null): void;
}
const canMove = "moveBefore" in Element.prototype;

/**
 * One document, made ahead: of the view that was closed last, since that is likely to be opened again.
 *
 * A document without an origin finds nothing in the browser's cache, so that a new one is as slow as the first. This one
 * has all scripts already, and has run those that all views share; of the plugin it runs nothing before there is a view.
 */
export class DocumentAhead {
  private readonly holder = document.createElement("div");
  private made: { document: FrameDocument; session: ViewSession; timer: ReturnType<typeof setTimeout> } | undefined;

  constructor() {
    this.holder.className = "view-ahead";
    this.holder.inert = true;
  }

  /** Makes one like that of a session that is over. */
  make(session: ViewSession): void {
    if (!canMove || (this.made && isSameDocument(this.made.session, session))) return;
    this.drop();
    if (!this.holder.isConnected) document.body.append(this.holder);
    const made = new FrameDocument(session.url + ahead);
    this.holder.append(made.frame);
    this.made = { document: made, session, timer: setTimeout(() => this.drop(), patience) };
  }

  /** Puts a document for a session into its place: the one that was made ahead, or a new one. */
  place(session: ViewSession, url: string, place: HTMLElement): FrameDocument {
    const { made } = this;
    if (made?.document.isUsable && url === made.session.url && isSameDocument(made.session, session)) {
      clearTimeout(made.timer);
      this.made = undefined;
      (place as unknown as Mover).moveBefore(made.document.frame, null);
      return made.document;
    }
    const fresh = new FrameDocument(url);
    place.append(fresh.frame);
    return fresh;
  }

  private drop(): void {
    if (!this.made) return;
    clearTimeout(this.made.timer);
    this.made.document.close();
    this.made = undefined;
  }
}
