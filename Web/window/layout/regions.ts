import { isVisible, startOf } from "./focus";

/** Parts of the window between which F6 moves. */
export class Regions {
  private readonly all = new Map<HTMLElement, () => void>();

  /** Adds a part of the page. `focus` gives it the focus; without it, its selected or first element gets it. */
  register(element: HTMLElement, focus?: () => void): () => void {
    this.all.set(element, focus ?? (() => focusFirst(element)));
    return () => this.all.delete(element);
  }

  /** Gives one part the focus. */
  focus(element: HTMLElement): void {
    this.all.get(element)?.();
  }

  /** Moves the focus to the next part, or the one before, in the order in which they are seen. */
  step(by: 1 | -1): void {
    const shown = [...this.all.keys()]
      .filter((element) => element.isConnected && isVisible(element))
      .sort(inSight);
    const index = shown.findIndex((element) => element.contains(document.activeElement));
    const next = shown.at((index + by) % Math.max(shown.length, 1));
    if (next) this.all.get(next)?.();
  }
}

/**
 * The order of the document, but in the work area, where that is the one in which tabs were opened: there a group's
 * tabs come before what it shows, and what is left or above comes first.
 */
function inSight(one: HTMLElement, other: HTMLElement): number {
  if (one.closest("main") && other.closest("main")) {
    const [first, second] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
    return first.left - second.left || first.top - second.top;
  }
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

function focusFirst(element: HTMLElement): void {
  const target = startOf(element);
  if (target) return target.focus();
  element.tabIndex = -1;
  element.focus();
}
