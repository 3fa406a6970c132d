import type { JSONValue } from "../../bridge/socket";

/** What a value of a view may be at most: text in characters, keys included, and values that it holds. */
export const jsonLimits = { depth: 32, characters: 256 << 10, values: 20_000 } as const;

/**
 * Whether a value that was cloned from a view is JSON within {@link jsonLimits}.
 *
 * A structured clone may hold maps, big integers, loops and arrays of four thousand million holes; none is taken.
 */
export function isJSON(value: unknown): value is JSONValue {
  const left = { characters: jsonLimits.characters as number, values: jsonLimits.values as number };
  return check(value, jsonLimits.depth, left);
}

function check(value: unknown, depth: number, left: { characters: number; values: number }): boolean {
  if (--left.values < 0 || depth === 0) return false;
  switch (typeof value) {
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "string":
      return (left.characters -= value.length) >= 0;
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (Array.isArray(value)) {
    if (value.length > left.values) return false;
    for (let index = 0; index < value.length; index++) if (!check(value[index], depth - 1, left)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const [key, member] of Object.entries(value)) {
    if ((left.characters -= key.length) < 0 || !check(member, depth - 1, left)) return false;
  }
  return true;
}
