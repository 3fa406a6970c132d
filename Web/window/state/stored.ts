import { Store } from "./store";

/**
 * A store whose value survives a reload of the page.
 *
 * What the browser kept may be old, damaged or somebody else's: `read` says what to make of it. A browser that keeps
 * nothing, or has no room, is no reason to fail.
 */
export function storedIn<T>(key: string, read: (kept: unknown) => T): Store<T> {
  let kept: unknown;
  try {
    kept = JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    kept = null;
  }
  const store = new Store(read(kept));
  store.subscribe(() => {
    try {
      localStorage.setItem(key, JSON.stringify(store.get()));
    } catch {
      // Private windows and full disks: the value lives as long as the page.
    }
  });
  return store;
}
