import { Icon, IconButton } from "@omniview/plugin";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";

export interface MenuItem {
  label: string;
  icon: string;
  isDangerous?: boolean;
  run(): void;
}

interface MenuProps {
  /** What the button is called. */
  label: string;
  icon?: string;
  size?: "normal" | "small";
  items: MenuItem[];
}

/** A button that opens a list of actions. Arrows, Home and End move, Escape closes. */
export function Menu({ label, icon = "LuEllipsis", size = "normal", items }: MenuProps) {
  const [place, setPlace] = useState<{ top: number; right: number } | undefined>();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const close = (): void => {
    setPlace(undefined);
    button.current?.focus();
  };

  useEffect(() => {
    const { current } = list;
    if (!place || !current) return undefined;
    // React 18 does not know the attribute. In the top layer nothing cuts it off.
    current.setAttribute("popover", "manual");
    (current as unknown as { showPopover?(): void }).showPopover?.();
    current.querySelector("button")?.focus();
    const leave = (event: Event): void => {
      const { target } = event;
      if (target instanceof Node && (current.contains(target) || button.current?.contains(target))) return;
      setPlace(undefined);
    };
    const blur = (): void => setPlace(undefined);
    document.addEventListener("pointerdown", leave, true);
    window.addEventListener("blur", blur);
    window.addEventListener("resize", blur);
    return () => {
      document.removeEventListener("pointerdown", leave, true);
      window.removeEventListener("blur", blur);
      window.removeEventListener("resize", blur);
    };
  }, [place]);

  const move = (event: KeyboardEvent): void => {
    const all = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (to === undefined) return;
    else all.at(to % all.length)?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  const open = (): void => {
    const box = button.current?.getBoundingClientRect();
    if (box) setPlace({ top: box.bottom + 4, right: innerWidth - box.right });
  };
  return (
    <>
      <IconButton
        ref={button}
        icon={icon}
        label={label}
        size={size}
        aria-haspopup="menu"
        aria-expanded={place !== undefined}
        aria-controls={place ? id : undefined}
        onClick={(event) => {
          event.stopPropagation();
          if (place) close();
          else open();
        }}
      />
      {place && (
        <div ref={list} id={id} className="menu" role="menu" aria-label={label} style={placed(place)} onKeyDown={move}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              data-dangerous={item.isDangerous}
              onClick={(event) => {
                event.stopPropagation();
                close();
                item.run();
              }}
            >
              <Icon name={item.icon} size={15} />
              {item.label}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

/** Below its button; above the lower edge of the window. */
const placed = (place: { top: number; right: number }) => ({
  top: Math.min(place.top, innerHeight - 240),
  right: place.right,
});
