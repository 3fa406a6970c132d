import { useState } from "react";
import { useServices } from "../services";
import { dragged } from "./drag";
import type { Rectangle } from "./rectangles";

type Side = "left" | "right" | "top" | "bottom" | "middle";

/** Where a dragged tab may be let go: into a group, or beside it. */
export function DropZones({ areas }: { areas: Map<number, Rectangle> }) {
  // A divider that is moved is no tab.
  if (!dragged.get()) return null;
  return (
    <>
      {[...areas].map(([group, area]) => (
        <Zone key={group} group={group} area={area} />
      ))}
    </>
  );
}

function Zone({ group, area }: { group: number; area: Rectangle }) {
  const { workspace } = useServices();
  const [side, setSide] = useState<Side>();
  const drop = (): void => {
    const key = dragged.get();
    dragged.set(undefined);
    if (!key || !side) return;
    if (side === "middle") return workspace.move(key, group);
    const axis = side === "left" || side === "right" ? "row" : "column";
    workspace.moveToSide(key, group, axis, side === "right" || side === "bottom");
  };
  return (
    <div
      className="drop-zone"
      style={{
        left: `${area.x * 100}%`,
        top: `calc(${area.y * 100}% + var(--tab-strip))`,
        width: `${area.width * 100}%`,
        height: `calc(${area.height * 100}% - var(--tab-strip))`,
      }}
      onDragOver={(event) => {
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        setSide(sideAt((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height));
      }}
      onDragLeave={() => setSide(undefined)}
      onDrop={drop}
    >
      {side && <i data-side={side} />}
    </div>
  );
}

function sideAt(x: number, y: number): Side {
  const edge = Math.min(x, 1 - x, y, 1 - y);
  if (edge > 0.25) return "middle";
  if (edge === x) return "left";
  if (edge === 1 - x) return "right";
  return edge === y ? "top" : "bottom";
}
