import { forwardRef, type ButtonHTMLAttributes, type ReactNode } from "react";
import { classes } from "./classes";
import { Icon } from "./icon/icon";
import { text } from "./text";

interface Look {
  /** `primary` once in a screen, for what one came for; `danger` for what cannot be undone; `quiet` among text. */
  look?: "normal" | "primary" | "danger" | "quiet";
  size?: "normal" | "small";
  /** Shows that the action is under way; presses do nothing until it ends, and the focus stays. */
  busy?: boolean;
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Look {
  /** The name of an icon before the words, such as `LuPlay`. */
  icon?: string;
  children?: ReactNode;
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { look = "normal", size = "normal", busy = false, icon, className, children, onClick, ...rest },
  ref,
) {
  const looks = [look !== "normal" && `ov-button-${look}`, size === "small" && "ov-button-small"];
  return (
    <button
      type="button"
      ref={ref}
      className={classes("ov-button", ...looks, className)}
      {...rest}
      aria-disabled={busy || rest["aria-disabled"]}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy && <span className="ov-spinner" role="img" aria-label={text.busy} />}
      {!busy && icon && <Icon name={icon} size={15} />}
      {children}
    </button>
  );
});

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Look {
  icon: string;
  /** What it does, in words: the name for screen readers, and what the pointer shows. */
  label: string;
}

/** A button with an icon only. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { icon, label, look = "quiet", className, ...rest },
  ref,
) {
  return (
    <Button
      ref={ref}
      icon={icon}
      look={look}
      aria-label={label}
      title={label}
      className={classes("ov-button-icon", className)}
      {...rest}
    />
  );
});
