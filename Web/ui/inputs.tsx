import {
  forwardRef,
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from "react";
import { classes } from "./classes";
import { Icon } from "./icon/icon";

/** A line of text, or another of the browser's types. */
export const Input = forwardRef<HTMLInputElement, InputHTMLAttributes<HTMLInputElement>>(function Input(
  { className, ...rest },
  ref,
) {
  return <input ref={ref} className={classes("ov-input", className)} autoComplete="off" spellCheck={false} {...rest} />;
});

/** Some lines of text. */
export const TextArea = forwardRef<HTMLTextAreaElement, TextareaHTMLAttributes<HTMLTextAreaElement>>(function TextArea(
  { className, ...rest },
  ref,
) {
  return <textarea ref={ref} className={classes("ov-input", className)} rows={4} spellCheck={false} {...rest} />;
});

export interface SearchInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> {
  /** What is searched, for screen readers; also shown while the field is empty. */
  label: string;
  value: string;
  onChange(value: string): void;
}

/** A field to search with; Escape empties it. */
export const SearchInput = forwardRef<HTMLInputElement, SearchInputProps>(function SearchInput(
  { label, value, onChange, className, ...rest },
  ref,
) {
  return (
    <div className={classes("ov-search", className)}>
      <Icon name="LuSearch" size={14} />
      <Input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && value !== "") {
            event.stopPropagation();
            onChange("");
          }
        }}
        {...rest}
      />
    </div>
  );
});

/** One of several values; the options are `<option>` elements. */
export const Select = forwardRef<HTMLSelectElement, SelectHTMLAttributes<HTMLSelectElement>>(function Select(
  { className, children, ...rest },
  ref,
) {
  return (
    <span className={classes("ov-select", className)}>
      <select ref={ref} className="ov-input" {...rest}>
        {children}
      </select>
      <Icon name="LuChevronDown" size={14} />
    </span>
  );
});

export interface CheckProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "type"> {
  checked: boolean;
  onChange(checked: boolean): void;
  /** The words beside it; without them give `aria-label`. */
  children?: ReactNode;
}

/** On or off, one of several or for later. */
export function Checkbox({ checked, onChange, children, className, ...rest }: CheckProps) {
  return (
    <label className={classes("ov-check", className)}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} {...rest} />
      {children}
    </label>
  );
}

/** On or off, at once. */
export function Switch({ checked, onChange, children, className, ...rest }: CheckProps) {
  return (
    <label className={classes("ov-check", className)}>
      <input
        type="checkbox"
        role="switch"
        className="ov-switch"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        {...rest}
      />
      {children}
    </label>
  );
}

export interface FieldProps {
  label: string;
  help?: ReactNode;
  error?: string;
  /** The control gets the ids that tie it to its name, its help and its error. */
  children(ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }): ReactNode;
}

/** A name, a control, a sentence of help and what is wrong. */
export function Field({ label, help, error, children }: FieldProps) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="ov-field">
      <div className="ov-field-name">
        <label htmlFor={id}>{label}</label>
        {help && (
          <span id={`${id}-help`} className="ov-field-help">
            {help}
          </span>
        )}
      </div>
      <div className="ov-field-control">
        {children({
          id,
          ...(described ? { "aria-describedby": described } : {}),
          ...(error ? { "aria-invalid": true as const } : {}),
        })}
        {error && (
          <span id={`${id}-error`} className="ov-field-error" role="alert">
            <Icon name="LuCircleAlert" size={13} />
            {error}
          </span>
        )}
      </div>
    </div>
  );
}
