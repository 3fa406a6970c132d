import { Icon } from "@omniview/plugin";
import { useEffect, useRef, useState, type DragEvent, type KeyboardEvent } from "react";
import { Menu } from "../layout/menu";
import { useRegion } from "../layout/use-region";
import { useServices } from "../services";
import { strings } from "../strings";
import { dragged } from "./drag";
import { panelID, tabID } from "./ids";
import type { Rectangle } from "./rectangles";
import type { TabLook } from "./tab-titles";
import type { Group, Tab } from "./workspace";

interface TabStripProps {
  group: Group;
  number: number;
  area: Rectangle;
  isFocused: boolean;
  look(tab: Tab): TabLook;
  tabs: Tab[];
}

/**
 * The tabs of a group. Arrows, Home and End go to another one, with Shift they move it; Delete closes. The pointer drags,
 * its middle button closes.
 */
export function TabStrip({ group, number, area, isFocused, look, tabs }: TabStripProps) {
  const { workspace } = useServices();
  const region = useRegion<HTMLDivElement>();
  const [dropAt, setDropAt] = useState<number>();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [group.active, group.tabs.length]);

  const move = (event: KeyboardEvent): void => {
    const at = group.active === undefined ? 0 : group.tabs.indexOf(group.active);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Delete" && group.active) workspace.close(group.active);
    else if (to === undefined) return;
    else if (event.shiftKey && group.active) workspace.move(group.active, group.id, placeOf(to, group.tabs.length));
    else workspace.activate(group.id, group.tabs.at(to % group.tabs.length));
    event.preventDefault();
    // The next tab is there when React has drawn it.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus());
  };
  const over = (event: DragEvent): void => {
    if (dragged.get() === undefined) return;
    event.preventDefault();
    const boxes = [...(list.current?.querySelectorAll(".tab") ?? [])].map((tab) => tab.getBoundingClientRect());
    const index = boxes.findIndex((box) => event.clientX < box.left + box.width / 2);
    setDropAt(index < 0 ? boxes.length : index);
  };
  const drop = (): void => {
    const key = dragged.get();
    if (key !== undefined && dropAt !== undefined) {
      const own = group.tabs.indexOf(key);
      workspace.move(key, group.id, own >= 0 && own < dropAt ? dropAt - 1 : dropAt);
    }
    setDropAt(undefined);
    dragged.set(undefined);
  };
  return (
    <div ref={region} className="tab-strip" data-focused={isFocused} style={stripStyle(area)}>
      <div
        ref={list}
        className="tab-list"
        role="tablist"
        aria-label={strings.layout.tabs(number)}
        onKeyDown={move}
        onDragOver={over}
        onDragLeave={() => setDropAt(undefined)}
        onDrop={drop}
      >
        {group.tabs.map((key, index) => {
          const tab = tabs.find((each) => each.key === key);
          if (!tab) return null;
          return (
            <TabButton
              key={key}
              tab={tab}
              look={look(tab)}
              isActive={key === group.active}
              isDropTarget={dropAt === index}
              onShow={() => workspace.activate(group.id, key)}
              onClose={() => workspace.close(key)}
            />
          );
        })}
        {dropAt !== undefined && dropAt >= group.tabs.length && <i className="tab-drop" />}
      </div>
      {group.active !== undefined && <StripMenu active={group.active} />}
    </div>
  );
}

interface TabButtonProps {
  tab: Tab;
  look: TabLook;
  isActive: boolean;
  isDropTarget: boolean;
  onShow(): void;
  onClose(): void;
}

function TabButton({ tab, look, isActive, isDropTarget, onShow, onClose }: TabButtonProps) {
  return (
    <div
      className="tab"
      data-active={isActive}
      data-drop={isDropTarget}
      draggable
      role="presentation"
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", look.title);
        event.dataTransfer.effectAllowed = "move";
        // Setting it at once would cover the element before the browser has taken its picture.
        setTimeout(() => dragged.set(tab.key));
      }}
      onDragEnd={() => dragged.set(undefined)}
      onAuxClick={(event) => event.button === 1 && onClose()}
    >
      <button
        type="button"
        id={tabID(tab.key)}
        role="tab"
        aria-selected={isActive}
        aria-controls={panelID(tab.key)}
        aria-keyshortcuts="Delete"
        tabIndex={isActive ? 0 : -1}
        title={look.owner ? `${look.title} — ${look.owner}` : look.title}
        onClick={onShow}
      >
        <Icon name={look.icon} size={15} />
        <span>{look.title}</span>
      </button>
      {/* For the pointer: a list of tabs holds tabs only. The keyboard has Delete, and the menu behind. */}
      <span className="tab-close" aria-hidden title={strings.layout.closeTab(look.title)} onClick={onClose}>
        <Icon name="LuX" size={14} />
      </span>
    </div>
  );
}

function StripMenu({ active }: { active: string }) {
  const { workspace } = useServices();
  const text = strings.commands;
  return (
    <Menu
      label={strings.layout.tabMenu}
      size="small"
      items={[
        { label: text.splitRight, icon: "LuColumns", run: () => workspace.split(active, "row") },
        { label: text.splitDown, icon: "LuColumns", run: () => workspace.split(active, "column") },
        { label: text.closeTab, icon: "LuX", run: () => workspace.close(active) },
        { label: text.closeOthers, icon: "LuX", run: () => workspace.closeOthers(active) },
      ]}
    />
  );
}

/** The place of a tab that is moved: round and round, with -1 for the last. */
const placeOf = (to: number, count: number): number => (to + count) % count;

const percent = (share: number): string => `${share * 100}%`;

const stripStyle = (area: Rectangle) => ({ left: percent(area.x), top: percent(area.y), width: percent(area.width) });
