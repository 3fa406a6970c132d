import type { JSONValue } from "../../bridge/socket";
import { text } from "../text";

export type Parsed = { value: JSONValue } | { error: string };

/**
 * What was typed as the value of a setting of that type; an empty text is no value. The engine checks again and has the
 * last word.
 */
export function parseSetting(type: string, typed: string): Parsed {
  if (typed === "" && type !== "text" && type !== "password") return { value: null };
  switch (type) {
    case "integer": {
      const value = Number(typed);
      const whole = /^[+-]?\d+$/.test(typed.trim()) && Number.isSafeInteger(value);
      return whole ? { value } : { error: text.invalidInteger };
    }
    case "float": {
      const value = Number(typed);
      return typed.trim() !== "" && Number.isFinite(value) ? { value } : { error: text.invalidNumber };
    }
    case "color": {
      const color = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(typed);
      return color ? { value: typed } : { error: text.invalidColor };
    }
    case "datetime": {
      const date = new Date(typed);
      return Number.isNaN(date.getTime()) ? { error: text.invalidTime } : { value: date.toISOString() };
    }
    default:
      return { value: typed };
  }
}
