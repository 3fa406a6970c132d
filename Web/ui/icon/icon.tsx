import { aliases, shapes } from "./shapes";

export interface IconProps {
  /** As definitions write it: `LuBox`. A name that is not built in shows as a tile with a letter. */
  name?: string | undefined;
  /** Edge in pixels. */
  size?: number;
  /** What it stands for, when no words beside it say so; also gives the tile its letter. */
  label?: string;
}

/** A picture of lines in the colour of the text, or a letter. */
export function Icon({ name, size = 16, label }: IconProps) {
  const shape = name === undefined ? undefined : shapeOf(name);
  if (shape === undefined) return <Tile text={label ?? withoutPrefix(name ?? "?")} size={size} label={label} />;
  return (
    <svg
      className="ov-icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path d={shape} />
    </svg>
  );
}

/** Whether the name is one of the built-in icons. */
export function hasIcon(name: string): boolean {
  return shapeOf(name) !== undefined;
}

function Tile({ text, size, label }: { text: string; size: number; label?: string | undefined }) {
  const letter = [...text.replace(/[^\p{L}\p{N}]/gu, "")][0] ?? "?";
  const style = { width: size, height: size, fontSize: Math.round(size * 0.58), "--ov-hue": hueOf(text) };
  return (
    <span className="ov-tile" style={style} role={label ? "img" : undefined} aria-label={label} aria-hidden={!label}>
      {letter.toUpperCase()}
    </span>
  );
}

/** Sets of icons put two or three letters before their names; brands (`Si`) are not drawn here. */
const prefix = /^(Lu|Fi|Md|Bs|Tb|Hi|Io|Ai|Bi|Ri|Pi|Fa|Go|Vsc|Si)(?=[A-Z])/;

function withoutPrefix(name: string): string {
  return name.replace(prefix, "");
}

function shapeOf(name: string): string | undefined {
  if (/^Si[A-Z]/.test(name)) return undefined;
  const bare = withoutPrefix(name);
  const known = Object.hasOwn(aliases, bare) ? aliases[bare] ?? bare : bare;
  return Object.hasOwn(shapes, known) ? shapes[known] : undefined;
}

/** The same text has the same colour everywhere. */
function hueOf(text: string): number {
  let hash = 0;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return (hash * 137) % 360;
}
