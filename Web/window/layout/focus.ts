/** What takes the focus by Tab. */
const focusable = [
  "a[href]",
  "button:not(:disabled)",
  "input:not(:disabled)",
  "select:not(:disabled)",
  "textarea:not(:disabled)",
  "summary",
  "iframe",
  "[tabindex]",
].join(", ");

/** Whether an element is there to be seen. */
export function isVisible(element: HTMLElement): boolean {
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";
}

/** All that takes the focus by Tab inside an element, in the order of the document. */
export function tabStops(inside: ParentNode): HTMLElement[] {
  return [...inside.querySelectorAll<HTMLElement>(focusable)].filter(
    (element) => element.tabIndex >= 0 && isVisible(element),
  );
}

/** Puts the focus on what comes next to an element in the order of Tab, round and round. */
export function focusNext(from: HTMLElement, direction: "forward" | "backward"): void {
  const all = tabStops(document);
  const index = all.indexOf(from) + (direction === "forward" ? 1 : -1);
  all.at(index % all.length)?.focus();
}

/** Where one begins in a part of the page: at what is selected in it, or at its first element. */
export function startOf(element: HTMLElement): HTMLElement | undefined {
  const selected = element.querySelector<HTMLElement>('[aria-current="page"], [role="tab"][aria-selected="true"]');
  return selected ?? tabStops(element)[0];
}
