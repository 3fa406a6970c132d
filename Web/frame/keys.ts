import type { FromView } from "../bridge/port";

/**
 * The window sees no key while the focus is in a view. It is told of those that may be its own: with Control, Command
 * or Alt, Escape, and function keys. What is only typed stays in the view.
 */
export function forwardKeys(post: (message: FromView) => void) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Tab") {
      const direction = event.shiftKey ? "backward" : "forward";
      const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey;
      if (isPlain && isEnd(direction)) leave(() => post({ type: "leave", direction }));
      return;
    }
    const { key, code, ctrlKey: ctrl, metaKey: meta, altKey: alt, shiftKey: shift } = event;
    if (!(ctrl || meta || alt || key === "Escape" || /^F\d+$/.test(key))) return;
    if (["Control", "Meta", "Alt", "Shift", "AltGraph"].includes(key)) return;
    // It closes what lies over the view, and nothing of the window's besides.
    if (key === "Escape" && document.querySelector("dialog[open],[popover]:popover-open")) return;
    if ((ctrl || meta) && !alt && (ownedByWindow.has(code) || (shift && code === "KeyP"))) event.preventDefault();
    if (key === "F6" || (alt && !ctrl && !meta && ownedWithAlt.test(code))) event.preventDefault();
    keepFocus();
    post({ type: "key", key, code, ctrl, meta, alt, shift });
  });
}

/**
 * The browser itself moves the focus out of the frame. Where it does not, the window is asked to: only the frame knows
 * whether it had the focus all the while, or has it again because somebody came back at once.
 */
function leave(ask: () => void) {
  const stop = () => {
    clearTimeout(timer);
    removeEventListener("blur", stop);
  };
  const timer = setTimeout(() => {
    stop();
    ask();
  }, 50);
  addEventListener("blur", stop);
}

let stopKeeping = () => {};

/**
 * A key may have the window take the focus for a while, such as for the palette, and the browser then forgets what had
 * it here. When it comes back, and to nothing in particular, it goes on where it was.
 */
function keepFocus() {
  const before = document.activeElement;
  stopKeeping();
  if (!(before instanceof HTMLElement) || before === document.body) return;
  const giveBack = () => {
    stopKeeping();
    if (document.activeElement === document.body && before.isConnected) before.focus();
  };
  stopKeeping = () => removeEventListener("focus", giveBack);
  addEventListener("focus", giveBack);
}

/** With Control or Command these are the window's; what the browser would do (search, bookmarks) must not happen. */
const ownedByWindow = new Set(["KeyK", "KeyB", "Backslash"]);

/** With Alt, these are the window's; F6 is, which would go to the browser's own bars. */
const ownedWithAlt = /^(Key[GMNW]|Digit[1-9]|Page(Up|Down))$/;

const focusable =
  'a[href],button,input,select,textarea,summary,[tabindex],[contenteditable="true"],audio[controls],video[controls]';

/** What Tab stops at, in the order of the document. */
function stops(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(focusable)].filter(
    (element) => element.tabIndex >= 0 && !element.matches(":disabled") && element.getClientRects().length > 0,
  );
}

function isEnd(direction: "forward" | "backward"): boolean {
  const all = stops();
  const end = direction === "forward" ? all[all.length - 1] : all[0];
  return end === undefined || document.activeElement === end;
}

/** Takes the focus at the first element, or at the last; the page itself when there is none. */
export function takeFocus(direction: "forward" | "backward") {
  const all = stops();
  const target = direction === "forward" ? all[0] : all[all.length - 1];
  if (target) return target.focus();
  document.body.tabIndex = -1;
  document.body.focus();
}
