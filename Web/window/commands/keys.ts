/** What of a key counts; events of the keyboard have it, and what views pass on. */
export interface KeyPress {
  key: string;
  code: string;
  ctrl: boolean;
  meta: boolean;
  alt: boolean;
  shift: boolean;
}

/** Whether Command takes the part of Ctrl. */
export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/**
 * Keys as they are written in this code: `Mod+Shift+P`, `Alt+1`, `F6`. `Mod` is Command on Apple's machines, Ctrl
 * elsewhere. Letters and digits are taken by their place on the keyboard when Alt makes another character of them.
 */
export function matches(keys: string, press: KeyPress): boolean {
  const parts = keys.split("+");
  const name = parts.pop() ?? "";
  const has = (part: string): boolean => parts.includes(part);
  const isMod = isApple ? press.meta : press.ctrl;
  const isOther = isApple ? press.ctrl : press.meta;
  if (has("Mod") !== isMod || isOther || has("Alt") !== press.alt || has("Shift") !== press.shift) return false;
  if (press.key.toLowerCase() === name.toLowerCase()) return true;
  return press.code === `Key${name}` || press.code === `Digit${name}` || press.code === name;
}

/** Keys for people: `Ctrl K`, `⌘ K`. One text for each key. */
export function keyNames(keys: string): string[] {
  return keys.split("+").map((part) => {
    if (part === "Mod") return isApple ? "⌘" : "Ctrl";
    if (part === "Alt") return isApple ? "⌥" : "Alt";
    if (part === "Shift") return isApple ? "⇧" : "Shift";
    return names[part] ?? part;
  });
}

const names: { [key: string]: string } = { PageUp: "Page Up", PageDown: "Page Down", Backslash: "\\", Comma: "," };

export function keyPress(event: KeyboardEvent): KeyPress {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  return { key, code, ctrl: ctrlKey, meta: metaKey, alt: altKey, shift: shiftKey };
}
