import { memo, useState } from "react";
import { DashboardPage } from "../dashboard/dashboard-page";
import { tabStops } from "../layout/focus";
import { useRegion } from "../layout/use-region";
import { PluginListPage } from "../plugins/plugin-list-page";
import { PluginPage } from "../plugins/details/plugin-page";
import { ScreenBoundary } from "../screens/screen-boundary";
import { SettingsPage } from "../settings/settings-page";
import { ViewPage } from "../views/view-page";
import { panelID, tabID } from "./ids";
import type { Rectangle } from "./rectangles";
import type { Tab } from "./workspace";

export interface PanelProps {
  tab: Tab;
  title: string;
  /** Where its group is; nothing for one that is leaving. */
  area: Rectangle | undefined;
  isVisible: boolean;
  isLeaving: boolean;
}

/** What belongs to one tab. It stays where it is in the document, seen or not. */
export function Panel({ tab, title, area, isVisible, isLeaving }: PanelProps) {
  const focusView = useViewFocus();
  const isView = tab.route.page === "view";
  const region = useRegion<HTMLDivElement>(isView ? focusView.enter : undefined);
  return (
    <div
      ref={region}
      id={panelID(tab.key)}
      className="panel"
      role="tabpanel"
      tabIndex={-1}
      aria-labelledby={tabID(tab.key)}
      data-tab-key={tab.key}
      data-visible={isVisible}
      style={area && panelStyle(area)}
    >
      <ScreenBoundary>
        <Content tab={tab} title={title} isVisible={isVisible} isLeaving={isLeaving} onFocuser={focusView.set} />
      </ScreenBoundary>
    </div>
  );
}

interface ContentProps extends Omit<PanelProps, "area"> {
  onFocuser(focus: ((direction: "forward" | "backward") => void) | undefined): void;
}

const Content = memo(function Content({ tab, title, isVisible, isLeaving, onFocuser }: ContentProps) {
  const { route } = tab;
  switch (route.page) {
    case "dashboard":
      return <DashboardPage isVisible={isVisible} />;
    case "plugins":
      return <PluginListPage isVisible={isVisible} />;
    case "plugin":
      return <PluginPage id={route.id} section={route.section} isVisible={isVisible} />;
    case "settings":
      return <SettingsPage section={route.section} isVisible={isVisible} />;
    case "view":
      return (
        <ViewPage
          tab={tab}
          route={route}
          title={title}
          isVisible={isVisible}
          isLeaving={isLeaving}
          onFocuser={onFocuser}
        />
      );
  }
});

interface ViewFocus {
  set(focus: ((direction: "forward" | "backward") => void) | undefined): void;
  enter(panel: HTMLElement): void;
}

/** Gives the view of a panel the focus when F6 comes to it. */
function useViewFocus(): ViewFocus {
  const [focus] = useState<ViewFocus>(() => {
    let given: ((direction: "forward" | "backward") => void) | undefined;
    const enter = (panel: HTMLElement): void => {
      if (!panel.querySelector('.view[data-status="slow"]')) given?.("forward");
      if (!panel.contains(document.activeElement)) focusPlace(panel);
    };
    return { set: (next) => (given = next), enter };
  });
  return focus;
}

/** Where there is no view yet, its place gets the focus and passes it on; where none answers, its card. */
function focusPlace(panel: HTMLElement): void {
  const place = panel.querySelector<HTMLElement>(".view");
  const isComing = place?.matches('[data-status="opening"], [data-status="loading"]');
  const target = isComing ? place : tabStops(panel)[0] ?? panel;
  target?.focus();
}

const percent = (share: number): string => `${share * 100}%`;

const panelStyle = ({ x, y, width, height }: Rectangle) => ({
  left: percent(x),
  top: `calc(${percent(y)} + var(--tab-strip))`,
  width: percent(width),
  height: `calc(${percent(height)} - var(--tab-strip))`,
});
