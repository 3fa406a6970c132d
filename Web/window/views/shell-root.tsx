import { useEffect, useRef } from "react";
import { runInShell } from "./shell";
import type { View } from "./view";
import type { Run } from "./view-status";

/** A view in the page's own tree, for plugins that a person trusts with it: with all that the page may do. */
export function ShellRoot({ view, run }: { view: View; run: Run }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current ? runInShell(place.current, view, run) : undefined), [view, run]);
  return <div ref={place} className="view-document" />;
}
