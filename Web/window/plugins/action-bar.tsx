import { Button, IconButton } from "@omniview/plugin";
import type { PluginSummary } from "../engine/types";
import { Menu } from "../layout/menu";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { actionsFor } from "./actions";

/** How many actions stand in the row; the rest are in the menu behind it. */
const inRow = 3;

/** What can be done with a plugin, as buttons. */
export function ActionBar({ plugin }: { plugin: PluginSummary }) {
  const { actions } = useServices();
  const busy = useStore(actions.busy).get(plugin.id);
  const all = actionsFor(plugin);
  const row = all.slice(0, inRow).filter((action) => action.name !== "remove");
  const rest = all.filter((action) => !row.includes(action));
  return (
    <div className="action-bar">
      {row.map((action) => (
        <Button
          key={action.name}
          icon={action.icon}
          look={action.isMain && !plugin.process_id ? "primary" : "normal"}
          busy={busy === action.name}
          aria-disabled={busy !== undefined}
          onClick={() => busy ?? actions.ask(plugin.id, action.name)}
        >
          {action.label}
        </Button>
      ))}
      <Menu
        label={strings.actions.more}
        items={rest.map((action) => ({
          label: action.label,
          icon: action.icon,
          isDangerous: action.name === "remove",
          run: () => actions.ask(plugin.id, action.name),
        }))}
      />
    </div>
  );
}

/** The likely action of a row in a list, and the menu of all. */
export function RowActions({ plugin }: { plugin: PluginSummary }) {
  const { actions } = useServices();
  const busy = useStore(actions.busy).get(plugin.id);
  const all = actionsFor(plugin);
  const main = all.find((action) => action.isMain);
  return (
    <span className="row-actions">
      {main && (
        <IconButton
          icon={main.icon}
          size="small"
          label={strings.actions.of[main.name](plugin.name)}
          busy={busy !== undefined}
          onClick={(event) => {
            event.stopPropagation();
            actions.ask(plugin.id, main.name);
          }}
        />
      )}
      <Menu
        label={strings.actions.moreFor(plugin.name)}
        size="small"
        items={all.map((action) => ({
          label: action.label,
          icon: action.icon,
          isDangerous: action.name === "remove",
          run: () => actions.ask(plugin.id, action.name),
        }))}
      />
    </span>
  );
}
