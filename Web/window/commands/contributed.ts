import { contributedTo } from "../engine/contributions";
import type { Contribution, PluginSummary } from "../engine/types";
import { actionsFor } from "../plugins/actions";
import type { Services } from "../services";
import { strings } from "../strings";
import type { Command } from "./command";

/** What plugins add: their commands, their views, and what can be done with each plugin. */
export function pluginCommands(services: Services): Command[] {
  const all = services.contributions.get().value;
  const plugins = services.plugins.get().value ?? [];
  const views = (all?.views ?? []).map((view): Command => ({
    id: `view.${view.plugin}.${view.view}`,
    title: strings.commands.open(view.title),
    group: view.plugin_name,
    icon: view.icon ?? "LuLayoutGrid",
    run: () => services.workspace.open({ page: "view", plugin: view.plugin, view: view.view, path: "" }),
  }));
  const commands = contributedTo("command", all).map((each): Command => ({
    id: `command.${each.plugin}.${each.id}`,
    title: each.title,
    group: each.plugin_name,
    icon: each.icon ?? "LuTerminal",
    run: () => openContribution(services, each),
  }));
  return [...commands, ...views, ...plugins.flatMap((plugin) => ofPlugin(services, plugin))];
}

function ofPlugin(services: Services, plugin: PluginSummary): Command[] {
  const words = `${plugin.id} plugin`;
  const show: Command = {
    id: `plugin.${plugin.id}.show`,
    title: strings.commands.showPlugin(plugin.name),
    group: strings.plugins.title,
    icon: plugin.icon ?? "LuBoxes",
    words,
    run: () => services.workspace.open({ page: "plugin", id: plugin.id, section: "overview" }),
  };
  const actions = actionsFor(plugin).map((action): Command => ({
    id: `plugin.${plugin.id}.${action.name}`,
    title: strings.actions.of[action.name](plugin.name),
    group: strings.plugins.title,
    icon: action.icon,
    words,
    run: () => services.actions.ask(plugin.id, action.name),
  }));
  return [show, ...actions];
}

/** Shows what is behind a contribution: its view, or its plugin's page when it has none. */
export function openContribution({ workspace }: Services, { plugin, view, point, id }: Contribution): void {
  if (view === undefined) return workspace.open({ page: "plugin", id: plugin, section: "overview" });
  workspace.open({ page: "view", plugin, view, path: point === "command" ? `command/${id}` : "" });
}
