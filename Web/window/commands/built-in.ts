import { appearance } from "../appearance/appearance";
import type { Services } from "../services";
import { strings } from "../strings";
import type { Command } from "./command";

const text = strings.commands;

/** The window's own pages, and the way in for plugins. */
export function placeCommands({ workspace, installations }: Services): Command[] {
  const go = (id: string, title: string, icon: string, page: "dashboard" | "plugins"): Command => ({
    id: `go.${id}`,
    title,
    icon,
    group: text.go,
    run: () => workspace.open({ page }),
  });
  const settings = (section: string, title: string): Command => ({
    id: `settings.${section}`,
    title,
    icon: "LuSettings",
    group: text.settings,
    run: () => workspace.open({ page: "settings", section }),
  });
  return [
    go("dashboard", strings.dashboard.title, "LuLayoutDashboard", "dashboard"),
    go("plugins", strings.plugins.title, "LuBoxes", "plugins"),
    {
      id: "plugins.install",
      title: strings.install.command,
      icon: "LuPackage",
      group: strings.plugins.title,
      words: text.installWords,
      run: installations.open,
    },
    settings("appearance", strings.settings.appearance),
    settings("engine", strings.settings.engine),
    settings("doctor", strings.settings.doctor),
    settings("keyboard", strings.settings.keyboard),
  ];
}

/** What the window can do with itself. */
export function windowCommands(services: Services): Command[] {
  const { workspace, regions, palette, notifications, connection } = services;
  const tab = (): string => workspace.activeTab()?.key ?? "";
  const scheme = (name: "system" | "light" | "dark", icon: string): Command => ({
    id: `appearance.${name}`,
    title: strings.appearance.use[name],
    icon,
    group: text.appearance,
    words: text.appearanceWords,
    run: () => appearance.update((before) => ({ ...before, scheme: name })),
  });
  const own = (id: string, title: string, keys: string, run: () => void, icon = "LuColumns"): Command => ({
    id: `window.${id}`,
    title,
    keys,
    icon,
    group: text.window,
    run,
  });
  return [
    scheme("system", "LuMonitor"),
    scheme("light", "LuSun"),
    scheme("dark", "LuMoon"),
    own("palette", text.openPalette, "Mod+K Mod+Shift+P", () => palette.set(true), "LuSearch"),
    own("close", text.closeTab, "Alt+W", () => workspace.close(tab()), "LuX"),
    own("close-others", text.closeOthers, "Alt+Shift+W", () => workspace.closeOthers(tab()), "LuX"),
    own("next-tab", text.nextTab, "Alt+PageDown", () => workspace.step(1), "LuArrowRight"),
    own("previous-tab", text.previousTab, "Alt+PageUp", () => workspace.step(-1), "LuArrowLeft"),
    own("split-right", text.splitRight, "Mod+Backslash", () => workspace.split(tab(), "row"), "LuColumns"),
    own("split-down", text.splitDown, "Mod+Shift+Backslash", () => workspace.split(tab(), "column"), "LuColumns"),
    own("move", text.moveTab, "Alt+M", () => moveToNextGroup(services)),
    own("next-group", text.nextGroup, "Alt+G", () => workspace.stepGroup(1)),
    own("next-part", text.nextPart, "F6", () => regions.step(1), "LuArrowRight"),
    own("previous-part", text.previousPart, "Shift+F6", () => regions.step(-1), "LuArrowLeft"),
    own("side-bar", text.sideBar, "Mod+B", () => services.toggleSideBar(), "LuMenu"),
    own("notifications", text.notifications, "Alt+N", () => services.toggleNotifications(), "LuBell"),
    {
      id: "window.clear-notifications",
      title: text.clearNotifications,
      group: text.window,
      icon: "LuBell",
      run: notifications.clear,
    },
    {
      id: "window.reconnect",
      title: text.reconnect,
      group: text.window,
      icon: "LuPlug",
      run: connection.connect,
    },
    ...tabKeys(services),
  ];
}

/** Alt and a digit go to that tab. They are not listed one by one. */
function tabKeys({ workspace }: Services): Command[] {
  return Array.from({ length: 9 }, (_, index) => ({
    id: `hidden.tab-${index + 1}`,
    title: "",
    group: "",
    keys: `Alt+${index + 1}`,
    run: () => {
      const group = workspace.focusedGroup();
      const key = index === 8 ? group?.tabs.at(-1) : group?.tabs[index];
      if (group && key) workspace.activate(group.id, key);
    },
  }));
}

/** Into the next group; with one group only, into a new one beside it. */
function moveToNextGroup({ workspace }: Services): void {
  const { groups, focused } = workspace.get();
  const tab = workspace.activeTab();
  if (!tab) return;
  const next = groups.at((groups.findIndex((group) => group.id === focused) + 1) % groups.length);
  if (!next || next.id === focused) return workspace.split(tab.key, "row");
  workspace.move(tab.key, next.id);
}
