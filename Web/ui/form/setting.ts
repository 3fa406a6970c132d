import type { JSONValue } from "../../bridge/socket";

/** One setting, as the engine's API has it (`SettingInfo`). A type that is not known takes a text. */
export interface SettingInfo {
  id: string;
  label: string;
  type: string;
  description?: string;
  default?: JSONValue;
  value?: JSONValue;
  options?: { label: string; value: JSONValue }[];
  /** A secret's value never gets here; only whether there is one. */
  is_secret: boolean;
  is_set: boolean;
}

/** New values by the setting's id; null takes the value away, and the default holds again. */
export type SettingChanges = { [id: string]: JSONValue };

/** What counts: the value, or the default without one. */
export function effectiveValue(setting: SettingInfo): JSONValue {
  return setting.value ?? setting.default ?? null;
}

export function sameValue(a: JSONValue, b: JSONValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * A moment as `<input type="datetime-local">` writes it, in the time of the machine; empty when it is no moment.
 */
export function toLocalTime(value: JSONValue): string {
  const date = new Date(typeof value === "string" ? value : NaN);
  if (Number.isNaN(date.getTime())) return "";
  const pad = (part: number, length = 2) => String(part).padStart(length, "0");
  return (
    `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}` +
    `T${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
  );
}
