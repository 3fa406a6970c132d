/** Has a part in a file of its own. */
import { part } from "./part.js";

export function mount(element) {
  element.textContent = part;
  return () => element.replaceChildren();
}
