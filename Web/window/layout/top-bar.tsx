import { Icon, IconButton } from "@omniview/plugin";
import { appearance, theme } from "../appearance/appearance";
import { keyNames } from "../commands/keys";
import { NotificationBell } from "../notifications/notification-bell";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { Keys } from "./keys-hint";
import { Mark } from "./mark";
import { SideBarToggle } from "./side-bar";
import { useRegion } from "./use-region";

const text = strings.layout;

/** The name of the window, the way to every command, and what a person looks for at the top. */
export function TopBar() {
  const { palette } = useServices();
  const region = useRegion<HTMLElement>();
  const { scheme } = useStore(theme);
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <header ref={region} className="top-bar" aria-label={text.top}>
      <div className="top-bar-start">
        <SideBarToggle />
        <Mark />
        <span className="top-bar-name">{strings.product}</span>
      </div>
      <button type="button" className="top-bar-search" aria-keyshortcuts="Control+K" onClick={() => palette.set(true)}>
        <Icon name="LuSearch" size={14} />
        <span>{text.commands}</span>
        <Keys names={keyNames("Mod+K")} />
      </button>
      <div className="top-bar-end">
        <NotificationBell />
        <IconButton
          icon={scheme === "dark" ? "LuSun" : "LuMoon"}
          label={scheme === "dark" ? text.toLight : text.toDark}
          onClick={() => appearance.update((before) => ({ ...before, scheme: other }))}
        />
      </div>
    </header>
  );
}
