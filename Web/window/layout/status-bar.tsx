import { Icon } from "@omniview/plugin";
import { keyNames } from "../commands/keys";
import { openContribution } from "../commands/contributed";
import { contributedTo } from "../engine/contributions";
import { orderOfState } from "../plugins/plugin-state";
import { formatRoute } from "../routes/route";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { Keys } from "./keys-hint";
import { useRegion } from "./use-region";

const text = strings.status;

/** How the engine is, how plugins are, and what plugins add there. */
export function StatusBar() {
  const services = useServices();
  const region = useRegion<HTMLElement>();
  const state = useStore(services.connection.state);
  const info = useStore(services.info).value;
  const plugins = useStore(services.plugins).value ?? [];
  const items = contributedTo("status-item", useStore(services.contributions).value);
  const running = plugins.filter((plugin) => plugin.phase === "running").length;
  const bad = plugins.filter((plugin) => orderOfState(plugin) === 0).length;
  const isOpen = state.is === "open";
  return (
    <footer ref={region} className="status-bar" aria-label={strings.layout.status}>
      <a href={formatRoute({ page: "settings", section: "engine" })} data-tone={isOpen ? "good" : "bad"}>
        <span className="ov-dot" aria-hidden />
        <span role="status">
          {isOpen ? text.connected(info?.version ?? "") : state.is === "connecting" ? text.connecting : text.lost}
        </span>
      </a>
      <a href={formatRoute({ page: "plugins" })}>
        <Icon name="LuActivity" size={13} />
        {text.running(running)}
      </a>
      {bad > 0 && (
        <a href={formatRoute({ page: "plugins" })} data-tone="warn">
          <Icon name="LuTriangleAlert" size={13} />
          {text.attention(bad)}
        </a>
      )}
      <span className="status-bar-space" />
      {items.map((item) => (
        <button
          key={`${item.plugin} ${item.id}`}
          type="button"
          title={strings.layout.addedBy(item.plugin_name)}
          onClick={() => openContribution(services, item)}
        >
          {item.icon && <Icon name={item.icon} size={13} />}
          {item.title}
        </button>
      ))}
      <button type="button" onClick={() => services.palette.set(true)}>
        {text.hint} <Keys names={keyNames("Mod+K")} />
      </button>
      <span className="status-bar-hint">
        {text.parts} <Keys names={["F6"]} />
      </span>
    </footer>
  );
}
