import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import type { Tab } from "./workspace";

export interface TabLook {
  title: string;
  icon: string;
  /** Whose it is, for the pointer. */
  owner?: string;
}

/** What tabs are called, known before anything of a plugin is loaded. */
export function useTabLooks(): (tab: Tab) => TabLook {
  const { contributions, plugins, titles } = useServices();
  const views = useStore(contributions).value?.views;
  const list = useStore(plugins).value;
  const given = useStore(titles);
  return ({ key, route }) => {
    switch (route.page) {
      case "dashboard":
        return { title: strings.dashboard.title, icon: "LuLayoutDashboard" };
      case "plugins":
        return { title: strings.plugins.title, icon: "LuBoxes" };
      case "settings":
        return { title: strings.settings.title, icon: "LuSettings" };
      case "plugin": {
        const plugin = list?.find((each) => each.id === route.id);
        return { title: plugin?.name ?? route.id, icon: "LuBoxes", owner: strings.plugins.title };
      }
      case "view": {
        const view = views?.find((each) => each.plugin === route.plugin && each.view === route.view);
        const title = given.get(key) ?? view?.title ?? route.view;
        return { title, icon: view?.icon ?? "LuLayoutGrid", owner: view?.plugin_name ?? route.plugin };
      }
    }
  };
}
