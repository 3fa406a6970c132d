import type { JSONValue } from "../../bridge/socket";
import { effectiveValue, sameValue, type SettingChanges, type SettingInfo } from "./setting";

/** What was chosen and is not saved yet, and what is wrong with what was typed, each by the setting's id. */
export interface Drafts {
  values: SettingChanges;
  errors: { [id: string]: string };
}

export const noDrafts: Drafts = { values: {}, errors: {} };

/** How many settings have a draft. */
export function draftCount({ values, errors }: Drafts): number {
  return new Set([...Object.keys(values), ...Object.keys(errors)]).size;
}

/**
 * The drafts with another value. What is the same as what is saved is no draft; while something is being saved nobody
 * knows what that will be, so everything is one.
 */
export function withValue(drafts: Drafts, setting: SettingInfo, value: JSONValue, saving: boolean): Drafts {
  const { [setting.id]: _, ...values } = drafts.values;
  const { [setting.id]: __, ...errors } = drafts.errors;
  if (!saving && isSaved(setting, value)) return { values, errors };
  return { values: { ...values, [setting.id]: value }, errors };
}

export function withError(drafts: Drafts, setting: SettingInfo, error: string): Drafts {
  return { values: drafts.values, errors: { ...drafts.errors, [setting.id]: error } };
}

/** What is left when `saved` is saved, which is nothing when the save failed: whatever was chosen meanwhile. */
export function afterSaving(drafts: Drafts, settings: SettingInfo[], saved: SettingChanges): Drafts {
  const left = Object.entries(drafts.values).filter(([id, value]) => {
    const done = saved[id];
    if (done !== undefined) return !sameValue(value, done);
    const setting = settings.find((one) => one.id === id);
    return !setting || !isSaved(setting, value);
  });
  return { values: Object.fromEntries(left), errors: drafts.errors };
}

function isSaved(setting: SettingInfo, value: JSONValue): boolean {
  if (setting.is_secret) return value === "";
  return value === null ? !setting.is_set : sameValue(value, effectiveValue(setting));
}
