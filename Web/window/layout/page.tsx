import type { ReactNode } from "react";
import { CommandLine } from "./command-line";

interface PageProps {
  title: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  /** Below the title. */
  note?: ReactNode;
  /** What does the same on the command line. */
  command?: string;
  /** Uses the whole height and scrolls by itself. */
  isFilled?: boolean;
  children: ReactNode;
}

/** A screen of the window's own: a title, what can be done, the content, and the same as a command. */
export function Page({ title, actions, note, command, isFilled = false, children }: PageProps) {
  return (
    <div className="page" data-filled={isFilled}>
      <header className="page-head">
        <div className="page-title">
          {typeof title === "string" ? <h1>{title}</h1> : title}
          {note && <div className="page-note">{note}</div>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      <div className="page-body">{children}</div>
      {command && (
        <footer className="page-foot">
          <CommandLine command={command} />
        </footer>
      )}
    </div>
  );
}
