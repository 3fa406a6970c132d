import { useEffect, useId, useRef, type ReactNode } from "react";
import { IconButton } from "./button";
import { classes } from "./classes";
import { text } from "./text";

export interface DialogProps {
  open: boolean;
  title: string;
  onClose(): void;
  wide?: boolean;
  /** Buttons below, the one that does it last. */
  actions?: ReactNode;
  /** What is asked. The focus goes to the element with `data-autofocus`, or else to the first control. */
  children?: ReactNode;
}

/**
 * A question that must be answered first. It is the browser's own modal dialog: the rest takes no focus, Escape and a
 * press beside it close it, and the focus goes back to where it was.
 */
export function Dialog({ open, title, onClose, wide, actions, children }: DialogProps) {
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (!dialog || !open) return;
    // React takes the element away before it could be closed, so the browser does not put the focus back by itself.
    const before = (dialog.getRootNode() as Document | ShadowRoot).activeElement;
    dialog.showModal();
    // The browser would take the first thing, which is the cross that closes it.
    (dialog.querySelector<HTMLElement>("[data-autofocus]") ?? dialog.querySelector<HTMLElement>(wanted))?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, [open]);
  if (!open) return null;
  return (
    <dialog
      ref={element}
      className={classes("ov-dialog", wide && "ov-dialog-wide")}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => event.target === element.current && onClose()}
    >
      <header className="ov-dialog-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon="LuX" label={text.close} onClick={onClose} />
      </header>
      <div className="ov-dialog-body">{children}</div>
      {actions && <footer className="ov-dialog-foot">{actions}</footer>}
    </dialog>
  );
}

/** What the dialog asks for: its first control, or its first answer. */
const wanted =
  ".ov-dialog-body :is(input,select,textarea,button,a[href]):not(:disabled), .ov-dialog-foot button:not(:disabled)";
