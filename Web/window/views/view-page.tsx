import { Icon } from "@omniview/plugin";
import { contributedTo } from "../engine/contributions";
import type { Contribution } from "../engine/types";
import type { Route } from "../routes/route";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import type { Tab } from "../workspace/workspace";
import { ViewFrame } from "./view-frame";

interface ViewPageProps {
  tab: Tab;
  route: Extract<Route, { page: "view" }>;
  title: string;
  isVisible: boolean;
  isLeaving: boolean;
  onFocuser(focus: ((direction: "forward" | "backward") => void) | undefined): void;
}

/** A view as a tab, with what others have added to its plugin's own points above it. */
export function ViewPage({ tab, route, title, isVisible, isLeaving, onFocuser }: ViewPageProps) {
  const { workspace, contributions, titles } = useServices();
  const { plugin, view } = route;
  const all = useStore(contributions).value;
  const owner = all?.views.find((each) => each.plugin === plugin)?.plugin_name ?? plugin;
  const points = all?.points.filter((point) => point.plugin === plugin) ?? [];
  const added = points
    .map((point) => ({ point, items: contributedTo(point.id, all) }))
    .filter(({ items }) => items.length > 0);
  return (
    <div className="view-page">
      <h1 className="ov-hidden">{title}</h1>
      {added.map(({ point, items }) => (
        <PointBar key={point.id} title={point.title ?? point.id} items={items} />
      ))}
      <div className="view-place">
        <ViewFrame
          plugin={plugin}
          view={view}
          title={`${title} — ${owner}`}
          path={route.path}
          isVisible={isVisible}
          isClosing={isLeaving}
          onFocuser={onFocuser}
          onPath={(path) => workspace.setRoute({ ...route, path })}
          onTitle={(given) => titles.update((before) => new Map(before).set(tab.key, given))}
          onUnmounted={() => workspace.letGo(tab)}
          onClose={() => workspace.close(tab.key)}
        />
      </div>
    </div>
  );
}

/** What other plugins add to a point of this one. */
function PointBar({ title, items }: { title: string; items: Contribution[] }) {
  const { workspace } = useServices();
  return (
    <nav className="point-bar" aria-label={strings.layout.pointBar(title)}>
      <span className="ov-muted">{title}</span>
      {items.map(({ plugin, plugin_name, id, title: name, icon, view }) => (
        <button
          key={`${plugin} ${id}`}
          type="button"
          title={strings.layout.addedBy(plugin_name)}
          onClick={() =>
            view === undefined
              ? workspace.open({ page: "plugin", id: plugin, section: "overview" })
              : workspace.openBeside({ page: "view", plugin, view, path: "" })
          }
        >
          <Icon name={icon ?? "LuPuzzle"} size={14} />
          {name}
        </button>
      ))}
    </nav>
  );
}
