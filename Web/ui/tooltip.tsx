import { useEffect, useId, useRef, useState, type ReactNode } from "react";

/**
 * A sentence about something, shown while the pointer rests on it or it has the focus; Escape hides it. The child must
 * take the focus itself, or only those with a pointer read it.
 */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  const id = useId();
  const anchor = useRef<HTMLSpanElement>(null);
  const tip = useRef<HTMLSpanElement>(null);
  const [shown, setShown] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const show = (after: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(true), after);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setShown(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const box = tip.current;
    const at = anchor.current?.getBoundingClientRect();
    if (!shown || !box || !at) return;
    // React 18 does not know the attribute. In the top layer nothing cuts it off.
    box.setAttribute("popover", "manual");
    (box as unknown as { showPopover?(): void }).showPopover?.();
    const { width, height } = box.getBoundingClientRect();
    const left = Math.min(Math.max(4, at.left + at.width / 2 - width / 2), innerWidth - width - 4);
    const above = at.top - height - 6;
    box.style.left = `${left}px`;
    box.style.top = `${above >= 4 ? above : at.bottom + 6}px`;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && hide();
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  }, [shown]);
  return (
    <span
      ref={anchor}
      className="ov-tip-anchor"
      aria-describedby={shown ? id : undefined}
      onPointerEnter={() => show(400)}
      onPointerLeave={hide}
      onFocus={() => show(0)}
      onBlur={hide}
    >
      {children}
      {shown && (
        <span ref={tip} id={id} role="tooltip" className="ov-tip">
          {text}
        </span>
      )}
    </span>
  );
}
