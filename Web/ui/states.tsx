import { useEffect, useState, type ReactNode } from "react";
import { Button } from "./button";
import { CodeBlock } from "./code-block";
import { Icon } from "./icon/icon";
import { text } from "./text";

export interface EmptyProps {
  icon?: string;
  title: string;
  /** What to do about it. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** Where there is nothing: what would be here, and how it gets here. */
export function Empty({ icon = "LuInbox", title, children, actions }: EmptyProps) {
  return (
    <div className="ov-state">
      <span className="ov-state-icon">
        <Icon name={icon} size={22} />
      </span>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {actions && <div className="ov-state-actions">{actions}</div>}
    </div>
  );
}

export interface LoadingProps {
  /** What is loading, for screen readers. */
  label?: string;
  lines?: number;
  /** Milliseconds before anything shows: what is quick should not flicker. */
  after?: number;
}

/** The shape of text that is not there yet. */
export function Loading({ label = text.loading, lines = 4, after = 100 }: LoadingProps) {
  const [shown, setShown] = useState(after <= 0);
  useEffect(() => {
    if (after <= 0) return;
    const timer = setTimeout(() => setShown(true), after);
    return () => clearTimeout(timer);
  }, [after]);
  return (
    <div role="status" aria-busy>
      <span className="ov-hidden">{label}</span>
      {shown && (
        <div className="ov-skeleton" aria-hidden>
          {Array.from({ length: lines }, (_, line) => (
            <span key={line} />
          ))}
        </div>
      )}
    </div>
  );
}

export interface ErrorCardProps {
  title: string;
  /** What happened and what to do, in a sentence. */
  detail?: ReactNode;
  /** For those who look closer, such as a stack; shown when asked for. */
  trace?: string;
  onRetry?(): void;
  actions?: ReactNode;
  children?: ReactNode;
}

/** What went wrong, with a way on. */
export function ErrorCard({ title, detail, trace, onRetry, actions, children }: ErrorCardProps) {
  return (
    <div className="ov-error" role="alert">
      <div className="ov-error-head">
        <Icon name="LuCircleAlert" size={18} />
        <div className="ov-error-text">
          <h2>{title}</h2>
          {detail && <p>{detail}</p>}
        </div>
      </div>
      {children}
      {trace && (
        <details>
          <summary>{text.details}</summary>
          <CodeBlock code={trace} />
        </details>
      )}
      {(onRetry || actions) && (
        <div className="ov-row">
          {onRetry && (
            <Button icon="LuRefreshCw" onClick={onRetry}>
              {text.retry}
            </Button>
          )}
          {actions}
        </div>
      )}
    </div>
  );
}
