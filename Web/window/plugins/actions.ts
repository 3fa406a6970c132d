import type { PluginSummary } from "../engine/types";
import { strings } from "../strings";

/** What a person can have done with a plugin. */
export type ActionName = "start" | "stop" | "restart" | "kill" | "enable" | "disable" | "reset" | "remove";

export interface Action {
  name: ActionName;
  label: string;
  icon: string;
  /** Whether it is what one does most likely now. */
  isMain: boolean;
}

const icons: Record<ActionName, string> = {
  start: "LuPlay",
  stop: "LuSquare",
  restart: "LuRefreshCw",
  kill: "LuZap",
  enable: "LuPower",
  disable: "LuPower",
  reset: "LuRotateCcw",
  remove: "LuTrash2",
};

/** Phases in which a process may be there. */
const alive = new Set(["validating", "starting", "running", "degraded", "recovering", "stopping"]);

export function isAlive(plugin: PluginSummary): boolean {
  return plugin.process_id !== undefined || alive.has(plugin.phase);
}

/** What makes sense with a plugin as it is now, what is likely first. */
export function actionsFor(plugin: PluginSummary): Action[] {
  const names: ActionName[] = [];
  const hasRun = plugin.has_backend && plugin.enabled;
  if (!plugin.enabled) names.push("enable");
  if (hasRun && !isAlive(plugin)) names.push("start");
  if (hasRun && isAlive(plugin)) names.push("restart", "stop");
  if (plugin.process_id !== undefined) names.push("kill");
  if (plugin.crashes_in_budget > 0 || plugin.phase === "failed") names.push("reset");
  if (plugin.enabled) names.push("disable");
  names.push("remove");
  return names.map((name, index) => ({
    name,
    label: strings.actions.labels[name],
    icon: icons[name],
    isMain: index === 0 && name !== "remove" && name !== "disable",
  }));
}

/** The same on the command line. */
export function commandFor(name: ActionName, id: string): string {
  return `omniview plugin ${name} ${id}`;
}
