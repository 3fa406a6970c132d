import { useRef, useState, type KeyboardEvent } from "react";
import type { JSONValue } from "../../bridge/socket";
import { Button } from "../button";
import { Field } from "../inputs";
import { text } from "../text";
import { Control } from "./control";
import type { Parsed } from "./parse";
import { effectiveValue, sameValue, type SettingChanges, type SettingInfo } from "./setting";

export interface FormProps {
  /** What it is about, for screen readers. */
  label: string;
  settings: SettingInfo[];
  /** Gets only what was changed. What it throws is shown; an error that names a setting is shown at that setting. */
  onSave(changes: SettingChanges): Promise<unknown>;
  saveLabel?: string;
}

interface Drafts {
  values: SettingChanges;
  errors: { [id: string]: string };
}

const nothing: Drafts = { values: {}, errors: {} };

/**
 * A form for settings, made from what the plugin says about them. It is no `<form>`: in a view's frame browsers refuse
 * to submit one, and say so before any handler runs.
 */
export function Form({ label, settings, onSave, saveLabel = text.save }: FormProps) {
  const [drafts, setDrafts] = useState(nothing);
  const [state, setState] = useState<"idle" | "saving" | "saved">("idle");
  const [failure, setFailure] = useState<string>();
  // Counts how often everything was discarded: the controls forget what was typed.
  const [round, setRound] = useState(0);
  const saver = useRef<HTMLButtonElement>(null);

  const change = (setting: SettingInfo, parsed: Parsed) => {
    setState("idle");
    setFailure(undefined);
    setDrafts(({ values, errors }) => {
      const { [setting.id]: _, ...otherErrors } = errors;
      if ("error" in parsed) return { values, errors: { ...errors, [setting.id]: parsed.error } };
      return { values: withDraft(values, setting, parsed.value), errors: otherErrors };
    });
  };
  const count = new Set([...Object.keys(drafts.values), ...Object.keys(drafts.errors)]).size;

  const save = async () => {
    if (state === "saving" || count === 0 || Object.keys(drafts.errors).length > 0) return;
    setState("saving");
    try {
      await onSave(drafts.values);
      setDrafts(nothing);
      setState("saved");
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const named = settings.find(({ id }) => id in drafts.values && mentions(message, id));
      if (named) setDrafts(({ values, errors }) => ({ values, errors: { ...errors, [named.id]: message } }));
      else setFailure(message);
      setState("idle");
    }
  };

  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    void save();
  };

  return (
    <div className="ov-form" role="form" aria-label={label} onKeyDown={onKey}>
      {settings.map((setting) => (
        <Field key={setting.id} label={setting.label} help={setting.description} error={drafts.errors[setting.id]}>
          {(ids) => (
            <Control
              key={round}
              setting={setting}
              draft={drafts.values[setting.id]}
              ids={ids}
              onChange={(parsed) => change(setting, parsed)}
            />
          )}
        </Field>
      ))}
      <div className="ov-form-foot">
        {/* Not disabled, or it would lose the focus when all is saved. */}
        <Button ref={saver} look="primary" onClick={save} busy={state === "saving"} aria-disabled={count === 0}>
          {saveLabel}
        </Button>
        {count > 0 && (
          <Button
            look="quiet"
            onClick={() => {
              setDrafts(nothing);
              setFailure(undefined);
              setRound(round + 1);
              // This button goes.
              saver.current?.focus();
            }}
          >
            {text.discard}
          </Button>
        )}
        <span className={failure ? "ov-field-error" : "ov-field-help"} role="status">
          {failure ?? (state === "saved" ? text.saved : count > 0 ? text.unsaved(count) : "")}
        </span>
      </div>
    </div>
  );
}

/** What is the same as what is saved is no change. */
function withDraft(values: SettingChanges, setting: SettingInfo, value: JSONValue): SettingChanges {
  const { [setting.id]: _, ...others } = values;
  const same = setting.is_secret
    ? value === ""
    : value === null
    ? !setting.is_set
    : sameValue(value, effectiveValue(setting));
  return same ? others : { ...others, [setting.id]: value };
}

/** Whether an error names the setting: its id as a word of its own. */
function mentions(message: string, id: string): boolean {
  return message.split(/[^A-Za-z0-9._-]+/).some((word) => word.replace(/^[.-]+|[.-]+$/g, "") === id);
}
