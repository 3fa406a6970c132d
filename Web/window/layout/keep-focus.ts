import { isVisible, startOf, tabStops } from "./focus";

/**
 * Keeps the focus in the page. When the element that has it is taken away, as a button is whose action has become
 * another one, or the frame of a view that crashes, the browser gives it to nothing: the ring is gone, and a screen
 * reader begins anew. The nearest that is left gets it then.
 */
export function keepFocus(): void {
  /** What has the focus, and all that it stands in, from the inside out. */
  let around: Element[] = [];
  const remember = (): void => {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body || activeElement === around[0]) return;
    around = [];
    for (let each: Element | null = activeElement; each; each = each.parentElement) around.push(each);
  };
  document.addEventListener("focusin", remember);
  // Of a frame that takes the focus the page hears only this, and the frame has it a moment later.
  window.addEventListener("blur", () => setTimeout(remember));
  new MutationObserver(() => {
    const isLost = document.activeElement === document.body && around[0]?.isConnected === false;
    if (!isLost) return;
    const rest = around.filter((element) => element.isConnected);
    around = [];
    for (const element of rest) if (giveFocus(element)) return;
  }).observe(document.body, { childList: true, subtree: true });
}

/**
 * To the element where it can have the focus, else to the first inside; when only the whole page is left, as after a
 * dialog that opens another page, to what one works in. False when there is none.
 */
function giveFocus(element: Element): boolean {
  if (!(element instanceof HTMLElement) || element === document.body || !isVisible(element)) return false;
  const main = element.querySelector<HTMLElement>("main");
  const inside = main ? startOf(main) : tabStops(element)[0];
  const target = element.hasAttribute("tabindex") ? element : inside;
  target?.focus();
  return target !== undefined && document.activeElement === target;
}
