import type { Command } from "./command";
import { isApple, keyPress, matches, type KeyPress } from "./keys";

/** On Apple's keyboards Option makes characters: in a field it belongs to the text. */
function isTyping({ target, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return isApple && isField && altKey && !ctrlKey && !metaKey;
}

/** Finds the command of a key, whether the window saw it or a view that has the focus. */
export class Shortcuts {
  constructor(private readonly commands: () => Command[]) {
    window.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (this.press(keyPress(event))) event.preventDefault();
    });
  }

  /** Runs what a key stands for; false when it stands for nothing. */
  press(press: KeyPress): boolean {
    // Without one of these a key is text.
    if (!press.ctrl && !press.meta && !press.alt && !/^F\d+$/.test(press.key)) return false;
    const command = this.commands().find((each) => each.keys?.split(" ").some((keys) => matches(keys, press)));
    if (!command) return false;
    command.run();
    return true;
  }
}
