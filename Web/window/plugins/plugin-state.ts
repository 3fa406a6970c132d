import { phaseTone, type Tone } from "@omniview/plugin";
import type { PluginSummary } from "../engine/types";
import { strings } from "../strings";

/** The state of a plugin in a word: its phase, unless it is disabled. */
export function stateOf(plugin: PluginSummary): string {
  return !plugin.enabled && !plugin.process_id ? strings.plugins.disabled : plugin.phase;
}

export function toneOf(plugin: PluginSummary): Tone {
  return plugin.phase === "failed" ? "bad" : phaseTone(stateOf(plugin));
}

/** What needs a person first, what does not run last. */
export function orderOfState(plugin: PluginSummary): number {
  const tone = toneOf(plugin);
  if (plugin.enabled && (tone === "bad" || tone === "warn" || plugin.problems > 0)) return 0;
  return { info: 1, good: 2, calm: 3, bad: 4, warn: 4 }[tone];
}
