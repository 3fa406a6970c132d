/**
 * A place in the window, as the address has it behind `#`.
 *
 *     #/                          the dashboard
 *     #/plugins                   all plugins
 *     #/plugins/hello/logs        a section of one
 *     #/views/hello/main/a/b      a view, and a path inside it
 *     #/settings/appearance       a section of the settings
 */
export type Route =
  | { page: "dashboard" }
  | { page: "plugins" }
  | { page: "plugin"; id: string; section: string }
  | { page: "view"; plugin: string; view: string; path: string }
  | { page: "settings"; section: string };

/** Reads what stands behind `#`; nothing when it is no place of the window. */
export function parseRoute(hash: string): Route | undefined {
  const parts = hash.replace(/^#?\/?/, "").split("/").map(decode);
  const [page = "", first = "", second = ""] = parts;
  switch (page) {
    case "":
      return { page: "dashboard" };
    case "plugins":
      return first ? { page: "plugin", id: first, section: second || "overview" } : { page: "plugins" };
    case "views":
      return first && second
        ? { page: "view", plugin: first, view: second, path: parts.slice(3).join("/") }
        : undefined;
    case "settings":
      return { page: "settings", section: parts.slice(1).filter(Boolean).join("/") || "appearance" };
    default:
      return undefined;
  }
}

/** The address of a place, with `#`. */
export function formatRoute(route: Route): string {
  switch (route.page) {
    case "dashboard":
      return "#/";
    case "plugins":
      return "#/plugins";
    case "plugin":
      return join("plugins", route.id, ...(route.section === "overview" ? [] : [route.section]));
    case "view":
      return join("views", route.plugin, route.view, ...(route.path ? route.path.split("/") : []));
    case "settings":
      return join("settings", ...route.section.split("/"));
  }
}

/** What tab a place belongs to: a plugin, and a view, have one each. */
export function tabOf(route: Route): string {
  switch (route.page) {
    case "plugin":
      return `plugin/${route.id}`;
    case "view":
      return `view/${route.plugin}/${route.view}`;
    default:
      return route.page;
  }
}

const join = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join("/")}`;

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
