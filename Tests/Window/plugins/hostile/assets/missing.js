/** Imports a file that was never there. */
import "./never.js";

export function mount() {
  return () => {};
}
