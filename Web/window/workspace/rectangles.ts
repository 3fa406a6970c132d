import type { Split } from "./workspace";

/** A part of the work area, each number a share of its width or height. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line between two parts that can be moved. */
export interface Divider {
  /** The way from the root to the split that it belongs to. */
  path: ("first" | "second")[];
  axis: "row" | "column";
  ratio: number;
  /** What the two parts have together. */
  area: Rectangle;
}

/** Where each group is, and the lines between. */
export function layOut(root: Split): { groups: Map<number, Rectangle>; dividers: Divider[] } {
  const groups = new Map<number, Rectangle>();
  const dividers: Divider[] = [];
  const visit = (node: Split, area: Rectangle, path: ("first" | "second")[]): void => {
    if ("group" in node) {
      groups.set(node.group, area);
      return;
    }
    const { axis, ratio } = node;
    dividers.push({ path, axis, ratio, area });
    const { x, y, width, height } = area;
    const isRow = axis === "row";
    const first = isRow ? { ...area, width: width * ratio } : { ...area, height: height * ratio };
    const second = isRow
      ? { ...area, x: x + width * ratio, width: width * (1 - ratio) }
      : { ...area, y: y + height * ratio, height: height * (1 - ratio) };
    visit(node.first, first, [...path, "first"]);
    visit(node.second, second, [...path, "second"]);
  };
  visit(root, { x: 0, y: 0, width: 1, height: 1 }, []);
  return { groups, dividers };
}
