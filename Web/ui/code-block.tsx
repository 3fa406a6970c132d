import { useEffect, useRef, useState } from "react";
import { IconButton } from "./button";
import { classes } from "./classes";
import { text } from "./text";

export interface CodeBlockProps {
  code: string;
  /** What it is, for screen readers. */
  label?: string;
  /** Breaks lines instead of scrolling. */
  wrap?: boolean;
}

/** Text to read or to copy as it is. */
export function CodeBlock({ code, label, wrap }: CodeBlockProps) {
  const [copied, setCopied] = useState(false);
  const block = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <div className={classes("ov-code", wrap && "ov-code-wrap")}>
      <pre ref={block} tabIndex={0} role={label ? "region" : undefined} aria-label={label}>
        <code>{code}</code>
      </pre>
      <IconButton
        icon={copied ? "LuCheck" : "LuCopy"}
        label={copied ? text.copied : text.copy}
        size="small"
        onClick={async () => setCopied(await copy(code, block.current))}
      />
      <span className="ov-hidden" role="status">
        {copied && text.copied}
      </span>
    </div>
  );
}

/**
 * A view's frame may not use the clipboard's interface. The older command copies what is selected, and works in a frame
 * for a press of a button; so it goes first. Where neither works the text stays selected.
 */
async function copy(code: string, element: HTMLElement | null): Promise<boolean> {
  const selection = getSelection();
  if (element) selection?.selectAllChildren(element);
  const done =
    (element !== null && document.execCommand("copy")) ||
    (await navigator.clipboard.writeText(code).then(
      () => true,
      () => false,
    ));
  if (done) selection?.removeAllRanges();
  return done;
}
