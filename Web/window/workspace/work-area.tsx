import { Button, Empty } from "@omniview/plugin";
import { useEffect, useRef, useState } from "react";
import { isVisible } from "../layout/focus";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { Dividers } from "./dividers";
import { dragged } from "./drag";
import { DropZones } from "./drop-zones";
import { panelID } from "./ids";
import { Panel } from "./panel";
import { layOut } from "./rectangles";
import { TabStrip } from "./tab-strip";
import { useTabLooks } from "./tab-titles";
import type { Group } from "./workspace";
import "./workspace.css";

/**
 * All that is open.
 *
 * Groups are places, not elements: all panels are children of one element, in the order in which they were opened, and
 * are put where their group is. A frame that React would move in the document would load again.
 */
export function WorkArea() {
  const { workspace } = useServices();
  const space = useStore(workspace);
  const leaving = useStore(workspace.leaving);
  const isDragging = useStore(dragged) !== undefined;
  const look = useTabLooks();
  const { groups: areas, dividers } = layOut(space.root);
  const shown = useShown(space.groups);
  useFrameFocus();
  useFocusOfShown();
  const active = space.tabs.find((tab) => tab.key === workspace.focusedGroup()?.active);
  const title = active && look(active).title;
  useEffect(() => {
    document.title = title ? `${title} — ${strings.product}` : strings.product;
  }, [title]);

  const panels = [...space.tabs, ...leaving].sort((one, other) => one.serial - other.serial);
  const groupOf = (key: string): Group | undefined => space.groups.find((group) => group.tabs.includes(key));
  return (
    <main id="content" className="work-area" data-dragging={isDragging} tabIndex={-1}>
      {space.groups.map((group, index) => {
        const area = areas.get(group.id);
        if (!area) return null;
        return (
          <TabStrip
            key={group.id}
            group={group}
            number={index + 1}
            area={area}
            isFocused={space.groups.length > 1 && group.id === space.focused}
            look={look}
            tabs={space.tabs}
          />
        );
      })}
      {space.groups.every((group) => group.active === undefined) && <NothingOpen />}
      {panels.map((tab) => {
        const isLeaving = leaving.includes(tab);
        const group = isLeaving ? undefined : groupOf(tab.key);
        if (!isLeaving && !shown.has(tab.key)) return null;
        return (
          <Panel
            key={tab.serial}
            tab={tab}
            title={look(tab).title}
            area={group && areas.get(group.id)}
            isVisible={group?.active === tab.key}
            isLeaving={isLeaving}
          />
        );
      })}
      <Dividers dividers={dividers} />
      {isDragging && <DropZones areas={areas} />}
    </main>
  );
}

/** Tabs that were shown once. What was never shown is not there: neither its code nor its process is asked for. */
function useShown(groups: Group[]): ReadonlySet<string> {
  const [shown] = useState(() => new Set<string>());
  for (const group of groups) if (group.active !== undefined) shown.add(group.active);
  return shown;
}

/** The window hears nothing of a press in a frame but that the focus went there. */
function useFrameFocus(): void {
  const { workspace } = useServices();
  useEffect(() => {
    const look = (): void => {
      const panel = document.activeElement?.closest<HTMLElement>("[data-tab-key]");
      const key = panel?.dataset.tabKey;
      const group = workspace.get().groups.find((each) => key !== undefined && each.tabs.includes(key));
      if (group) workspace.activate(group.id);
    };
    const later = (): void => void setTimeout(look);
    window.addEventListener("blur", later);
    document.addEventListener("focusin", look);
    return () => {
      window.removeEventListener("blur", later);
      document.removeEventListener("focusin", look);
    };
  }, [workspace]);
}

/** When what had the focus is hidden by another tab, that tab gets it; otherwise the keyboard would begin anew. */
function useFocusOfShown(): void {
  const { workspace, regions } = useServices();
  const key = useStore(workspace).groups.find((group) => group.id === workspace.get().focused)?.active;
  const before = useRef(key);
  useEffect(() => {
    if (before.current === key) return undefined;
    before.current = key;
    const picture = requestAnimationFrame(() => {
      const { activeElement } = document;
      const isHidden = activeElement instanceof HTMLElement && !isVisible(activeElement);
      const isLost = isHidden || activeElement === document.body;
      const panel = key === undefined ? null : document.getElementById(panelID(key));
      if (!isLost || !panel) return;
      if (workspace.activeTab()?.route.page === "view") regions.focus(panel);
      else panel.focus();
    });
    return () => cancelAnimationFrame(picture);
  }, [key, regions, workspace]);
}

function NothingOpen() {
  const { workspace, palette } = useServices();
  const text = strings.layout;
  const onward = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Of the last tab that was closed; not of somebody who is elsewhere in the window.
    const { activeElement } = document;
    const isLost = activeElement instanceof HTMLElement && !isVisible(activeElement);
    if (isLost || activeElement === document.body) onward.current?.focus();
  }, []);
  return (
    <div className="nothing-open">
      <Empty
        icon="LuLayoutDashboard"
        title={text.empty}
        actions={
          <>
            <Button ref={onward} look="primary" onClick={() => workspace.open({ page: "dashboard" })}>
              {text.openDashboard}
            </Button>
            <Button icon="LuSearch" onClick={() => palette.set(true)}>
              {text.openPalette}
            </Button>
          </>
        }
      >
        {text.emptyText}
      </Empty>
    </div>
  );
}
