import { useId, type KeyboardEvent, type ReactNode } from "react";
import { Icon } from "./icon/icon";

export interface Tab {
  id: string;
  label: string;
  icon?: string;
  /** Beside the label, such as a number. */
  badge?: ReactNode;
}

export interface TabsProps {
  label: string;
  tabs: Tab[];
  selected: string;
  onSelect(id: string): void;
  /** What belongs to the selected tab. */
  children?: ReactNode;
}

/** Several things in one place. Arrows, Home and End move between the tabs. */
export function Tabs({ label, tabs, selected, onSelect, children }: TabsProps) {
  const id = useId();
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex((tab) => tab.id === selected);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onSelect(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.id)}"]`)?.focus();
  };
  return (
    <div>
      <div className="ov-tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            data-tab={tab.id}
            className="ov-tab"
            aria-selected={tab.id === selected}
            aria-controls={tab.id === selected ? `${id}-panel` : undefined}
            tabIndex={tab.id === selected ? 0 : -1}
            onClick={() => onSelect(tab.id)}
          >
            {tab.icon && <Icon name={tab.icon} size={15} />}
            {tab.label}
            {tab.badge}
          </button>
        ))}
      </div>
      {children !== undefined && (
        <div id={`${id}-panel`} className="ov-tabpanel" role="tabpanel" aria-labelledby={`${id}-${selected}`}>
          {children}
        </div>
      )}
    </div>
  );
}
