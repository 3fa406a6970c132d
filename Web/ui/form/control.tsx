import { useState, type ReactNode } from "react";
import type { JSONValue } from "../../bridge/socket";
import { Button, IconButton } from "../button";
import { Checkbox, Input, Select, Switch } from "../inputs";
import { text } from "../text";
import { parseSetting, type Parsed } from "./parse";
import { effectiveValue, sameValue, toLocalTime, type SettingInfo } from "./setting";

export interface ControlProps {
  setting: SettingInfo;
  /** What was chosen and not saved yet; undefined for nothing. */
  draft: JSONValue | undefined;
  onChange(parsed: Parsed): void;
  ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true };
}

/** The control of one setting, by its type. */
export function Control(props: ControlProps): JSX.Element {
  const { setting, draft, onChange, ids } = props;
  const value = draft === undefined ? effectiveValue(setting) : draft ?? setting.default ?? null;
  const choose = (next: JSONValue) => onChange({ value: next });
  if (setting.is_secret) return <Secret {...props} />;
  switch (setting.type) {
    case "toggle":
      return (
        <Line {...props}>
          <Switch {...ids} checked={value === true} onChange={choose} />
        </Line>
      );
    case "select":
      return <Choice {...props} value={value} />;
    case "multiselect":
      return <Choices {...props} value={value} />;
    default:
      return <Typed {...props} value={value} />;
  }
}

/** A control and the button back to the default. */
function Line({ setting, draft, onChange, children }: ControlProps & { children: ReactNode }) {
  const value = draft === undefined ? setting.value ?? null : draft;
  const changed = value !== null && setting.default !== undefined && !sameValue(value, setting.default);
  return (
    <div className="ov-field-line">
      {children}
      {changed && (
        <IconButton icon="LuUndo" label={`${text.reset}: ${setting.label}`} onClick={() => onChange({ value: null })} />
      )}
    </div>
  );
}

const inputTypes: { [type: string]: string } = { color: "text", datetime: "datetime-local", password: "password" };

/** What is typed is kept as it is: `1e` is on the way to `1e3`. */
function Typed(props: ControlProps & { value: JSONValue }) {
  const { setting, value, onChange, ids } = props;
  const shown = setting.type === "datetime" ? toLocalTime(value) : value === null ? "" : String(value);
  const [typed, setTyped] = useState<{ text: string; value: JSONValue }>();
  // A value from elsewhere, such as the default after a reset, goes before what was typed.
  const current = typed && sameValue(typed.value, value) ? typed.text : shown;
  const numeric = setting.type === "integer" || setting.type === "float";
  return (
    <Line {...props}>
      {setting.type === "color" && (
        <Input
          type="color"
          aria-label={setting.label}
          value={/^#[0-9a-f]{6}$/i.test(current) ? current : "#000000"}
          onChange={(event) => onChange({ value: event.target.value })}
        />
      )}
      <Input
        {...ids}
        type={inputTypes[setting.type] ?? "text"}
        inputMode={numeric ? "decimal" : undefined}
        step={setting.type === "datetime" ? 1 : undefined}
        value={current}
        onChange={(event) => {
          const parsed = parseSetting(setting.type, event.target.value);
          setTyped({ text: event.target.value, value: "value" in parsed ? parsed.value : value });
          onChange(parsed);
        }}
      />
    </Line>
  );
}

/** Options have any JSON as their value, so the element counts them. */
function Choice(props: ControlProps & { value: JSONValue }) {
  const { setting, value, onChange, ids } = props;
  const options = setting.options ?? [];
  const chosen = options.findIndex((option) => sameValue(option.value, value));
  return (
    <Line {...props}>
      <Select
        {...ids}
        value={chosen}
        onChange={(event) => onChange({ value: options[Number(event.target.value)]?.value ?? null })}
      >
        {chosen < 0 && <option value={-1}>{text.noChoice}</option>}
        {options.map((option, index) => (
          <option key={index} value={index}>
            {option.label}
          </option>
        ))}
      </Select>
    </Line>
  );
}

function Choices(props: ControlProps & { value: JSONValue }) {
  const { setting, value, onChange, ids } = props;
  const chosen = Array.isArray(value) ? value : [];
  const { id, ...described } = ids;
  return (
    <Line {...props}>
      <fieldset className="ov-options" id={id} aria-label={setting.label} {...described}>
        {(setting.options ?? []).map((option, index) => (
          <Checkbox
            key={index}
            checked={chosen.some((one) => sameValue(one, option.value))}
            onChange={(on) => {
              const rest = chosen.filter((one) => !sameValue(one, option.value));
              onChange({ value: on ? [...rest, option.value] : rest });
            }}
          >
            {option.label}
          </Checkbox>
        ))}
      </fieldset>
    </Line>
  );
}

/** A secret is written, never read: it says whether there is one, and takes another. */
function Secret({ setting, draft, onChange, ids }: ControlProps) {
  const [open, setOpen] = useState(false);
  if (!open && draft === undefined) {
    const word = setting.is_set ? text.replace : text.set;
    return (
      <div className="ov-field-line">
        <span className="ov-field-help">{setting.is_set ? text.secretSet : text.secretUnset}</span>
        <Button {...ids} size="small" aria-label={`${word}: ${setting.label}`} onClick={() => setOpen(true)}>
          {word}
        </Button>
      </div>
    );
  }
  return (
    <div className="ov-field-line">
      <Input
        {...ids}
        type="password"
        autoFocus={open}
        autoComplete="new-password"
        value={typeof draft === "string" ? draft : ""}
        onChange={(event) => onChange({ value: event.target.value })}
      />
      {setting.is_set && (
        <IconButton
          icon="LuTrash"
          label={`${text.clear}: ${setting.label}`}
          onClick={() => onChange({ value: null })}
        />
      )}
    </div>
  );
}
