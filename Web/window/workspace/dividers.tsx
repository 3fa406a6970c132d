import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { useServices } from "../services";
import { strings } from "../strings";
import { dragged } from "./drag";
import type { Divider } from "./rectangles";

/** The lines between groups. The pointer moves them, and so do the arrows. */
export function Dividers({ dividers }: { dividers: Divider[] }) {
  return (
    <>
      {dividers.map((divider) => (
        <Line key={divider.path.join() || "root"} divider={divider} />
      ))}
    </>
  );
}

function Line({ divider }: { divider: Divider }) {
  const { workspace } = useServices();
  const { path, axis, ratio, area } = divider;
  const line = useRef<HTMLDivElement>(null);
  const isRow = axis === "row";

  const drag = (event: PointerEvent): void => {
    const box = line.current?.parentElement?.getBoundingClientRect();
    if (!box || !line.current?.hasPointerCapture(event.pointerId)) return;
    const share = isRow ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height;
    const ratioNow = isRow ? (share - area.x) / area.width : (share - area.y) / area.height;
    workspace.resize(path, Math.abs(ratioNow - 0.5) < 0.015 ? 0.5 : ratioNow);
  };
  const press = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -0.02, ArrowUp: -0.02, ArrowRight: 0.02, ArrowDown: 0.02 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    workspace.resize(path, ratio + by);
  };
  const along = `${(isRow ? area.x + area.width * ratio : area.y + area.height * ratio) * 100}%`;
  const style = isRow
    ? { left: along, top: `${area.y * 100}%`, height: `${area.height * 100}%` }
    : { top: along, left: `${area.x * 100}%`, width: `${area.width * 100}%` };
  return (
    <div
      ref={line}
      className="divider"
      data-axis={axis}
      role="separator"
      aria-label={strings.layout.divider}
      aria-orientation={isRow ? "vertical" : "horizontal"}
      aria-valuenow={Math.round(ratio * 100)}
      aria-valuemin={15}
      aria-valuemax={85}
      tabIndex={0}
      style={style}
      onKeyDown={press}
      onPointerDown={(event) => {
        line.current?.setPointerCapture(event.pointerId);
        dragged.set("");
      }}
      onPointerMove={drag}
      onPointerUp={() => dragged.set(undefined)}
      onPointerCancel={() => dragged.set(undefined)}
      onDoubleClick={() => workspace.resize(path, 0.5)}
    />
  );
}
