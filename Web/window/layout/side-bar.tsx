import { Icon, IconButton } from "@omniview/plugin";
import { sideBarEntries } from "../engine/contributions";
import type { Contribution } from "../engine/types";
import { formatRoute, type Route } from "../routes/route";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { orderOfState } from "../plugins/plugin-state";
import { useSideBarWidth } from "./side-bar-width";
import { useRegion } from "./use-region";

const text = strings.layout;

/** Where one can go: the window's own pages, and what plugins add. Nothing of a plugin is loaded for it. */
export function SideBar() {
  const { contributions, plugins, workspace } = useServices();
  const region = useRegion<HTMLElement>();
  const isWide = useSideBarWidth();
  const { value } = useStore(contributions);
  const list = useStore(plugins).value ?? [];
  const bad = list.filter((plugin) => orderOfState(plugin) === 0).length;
  useStore(workspace);
  const here = workspace.activeTab()?.route;
  const { activities, pages, ambiguous } = sideBarEntries(value);
  const item = (route: Route, title: string, icon: string, more?: ItemDetails) => {
    const isHere = here !== undefined && isAt(here, route);
    const key = formatRoute(route);
    return <Item key={key} route={route} title={title} icon={icon} isHere={isHere} isWide={isWide} {...more} />;
  };
  const ofPlugin = ({ plugin, plugin_name, view = "", title, icon }: Contribution) =>
    item({ page: "view", plugin, view, path: "" }, title, icon ?? "LuLayoutGrid", {
      owner: plugin_name,
      isAmbiguous: ambiguous.has(title),
    });
  return (
    <nav ref={region} className="side-bar" data-wide={isWide} aria-label={text.activities}>
      <ul>
        {item({ page: "dashboard" }, strings.dashboard.title, "LuLayoutDashboard")}
        {item({ page: "plugins" }, strings.plugins.title, "LuBoxes", { count: bad })}
      </ul>
      {activities.length > 0 && <ul className="side-bar-more">{activities.map(ofPlugin)}</ul>}
      {pages.length > 0 && (
        <section aria-label={text.views} className="side-bar-more side-bar-pages">
          <h2>{text.views}</h2>
          <ul>{pages.map(ofPlugin)}</ul>
        </section>
      )}
      <ul className="side-bar-end">
        {item({ page: "settings", section: "appearance" }, strings.settings.title, "LuSettings")}
      </ul>
    </nav>
  );
}

interface ItemProps extends ItemDetails {
  route: Route;
  title: string;
  icon: string;
  isHere: boolean;
  isWide: boolean;
}

interface ItemDetails {
  owner?: string;
  /** Others have the same title. */
  isAmbiguous?: boolean;
  /** A number that wants to be seen. */
  count?: number;
}

function Item({ route, title, icon, isHere, isWide, owner, isAmbiguous = false, count = 0 }: ItemProps) {
  const label = owner && owner !== title ? `${title} — ${owner}` : title;
  const name = isAmbiguous ? label : title;
  const spoken = count > 0 ? `${name}, ${strings.status.attention(count)}` : name;
  return (
    <li>
      <a
        href={formatRoute(route)}
        aria-current={isHere ? "page" : undefined}
        aria-label={spoken}
        title={isWide && label === title ? undefined : label}
      >
        <Icon name={icon} size={18} />
        {isWide && (
          <span className="side-bar-name">
            {title}
            {isAmbiguous && owner !== title && <small>{owner}</small>}
          </span>
        )}
        {count > 0 && <span className="side-bar-count">{count}</span>}
      </a>
    </li>
  );
}

/** Shows or hides names. */
export function SideBarToggle() {
  const { toggleSideBar } = useServices();
  const isWide = useSideBarWidth();
  return (
    <IconButton
      icon="LuMenu"
      label={isWide ? text.narrow : text.wide}
      aria-expanded={isWide}
      onClick={toggleSideBar}
    />
  );
}

function isAt(here: Route, there: Route): boolean {
  if (here.page === "view" && there.page === "view") return here.plugin === there.plugin && here.view === there.view;
  if (here.page === "plugin") return there.page === "plugins";
  return here.page === there.page;
}
