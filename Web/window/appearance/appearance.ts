import type { Theme } from "../../bridge/port";
import { Store } from "../state/store";
import { storedIn } from "../state/stored";

/** What a person has chosen. */
export interface Appearance {
  scheme: "system" | "light" | "dark";
  /** Whether the side bar shows names beside its icons; undefined leaves it to the width of the page. */
  isSideBarWide: boolean | undefined;
}

const darkness = matchMedia("(prefers-color-scheme: dark)");
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const width = matchMedia("(min-width: 1100px)");

export const appearance = storedIn<Appearance>("omniview.appearance", (kept) => {
  const { scheme, isSideBarWide } = (kept ?? {}) as Partial<Appearance>;
  return {
    scheme: scheme === "light" || scheme === "dark" ? scheme : "system",
    isSideBarWide: typeof isSideBarWide === "boolean" ? isSideBarWide : undefined,
  };
});

/** The look that follows from that, and from what the system asks for. */
export const theme = new Store<Theme>(present());

/** Whether there is room for names in the side bar. */
export const hasRoom = new Store(width.matches);

function present(): Theme {
  const { scheme } = appearance.get();
  const isDark = scheme === "dark" || (scheme === "system" && darkness.matches);
  return { scheme: isDark ? "dark" : "light", reducedMotion: stillness.matches };
}

/** Puts the look on the document, now and whenever it changes. */
export function followAppearance(): void {
  const show = (): void => {
    theme.set(present());
    document.documentElement.dataset.scheme = theme.get().scheme;
  };
  appearance.subscribe(show);
  darkness.addEventListener("change", show);
  stillness.addEventListener("change", show);
  width.addEventListener("change", () => hasRoom.set(width.matches));
  show();
}
