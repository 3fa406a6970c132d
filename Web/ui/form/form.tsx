import { useRef, useState, type KeyboardEvent } from "react";
import { Button } from "../button";
import { Field } from "../inputs";
import { text } from "../text";
import { Control } from "./control";
import { afterSaving, draftCount, noDrafts, withError, withValue } from "./drafts";
import type { Parsed } from "./parse";
import type { SettingChanges, SettingInfo } from "./setting";

export interface FormProps {
  /** What it is about, for screen readers. */
  label: string;
  settings: SettingInfo[];
  /**
   * Gets only what was changed, and ends when `settings` has it. What it throws is shown; an error that names a setting
   * is shown at that setting.
   */
  onSave(changes: SettingChanges): Promise<unknown>;
  saveLabel?: string;
}

/**
 * A form for settings, made from what the plugin says about them. It is no `<form>`: in a view's frame browsers refuse
 * to submit one, and say so before any handler runs.
 */
export function Form({ label, settings, onSave, saveLabel = text.save }: FormProps) {
  const [drafts, setDrafts] = useState(noDrafts);
  const [state, setState] = useState<"idle" | "saving" | "saved">("idle");
  const [failure, setFailure] = useState<string>();
  // Counts how often everything was discarded: the controls forget what was typed.
  const [round, setRound] = useState(0);
  const saver = useRef<HTMLButtonElement>(null);

  const change = (setting: SettingInfo, parsed: Parsed) => {
    const saving = state === "saving";
    if (!saving) setState("idle");
    setFailure(undefined);
    setDrafts((drafts) =>
      "error" in parsed ? withError(drafts, setting, parsed.error) : withValue(drafts, setting, parsed.value, saving),
    );
  };
  const count = draftCount(drafts);

  const save = async () => {
    if (state === "saving" || count === 0 || Object.keys(drafts.errors).length > 0) return;
    const changes = drafts.values;
    setState("saving");
    try {
      await onSave(changes);
      // What was typed meanwhile stays.
      setDrafts((drafts) => afterSaving(drafts, settings, changes));
      setState("saved");
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const named = settings.find(({ id }) => id in changes && mentions(message, id));
      setDrafts((drafts) => {
        const left = afterSaving(drafts, settings, {});
        return named ? withError(left, named, message) : left;
      });
      if (!named) setFailure(message);
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
              setDrafts(noDrafts);
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
          {failure ?? (count > 0 ? text.unsaved(count) : state === "saved" ? text.saved : "")}
        </span>
      </div>
    </div>
  );
}

/** Whether an error names the setting: its id as a word of its own. */
function mentions(message: string, id: string): boolean {
  return message.split(/[^A-Za-z0-9._-]+/).some((word) => word.replace(/^[.-]+|[.-]+$/g, "") === id);
}
