import { IconButton } from "@omniview/plugin";
import { useEffect, useState } from "react";
import { strings } from "../strings";
import { copyText } from "./copy";

interface CommandLineProps {
  command: string;
  label?: string;
  /** What it is: a command by itself, or a path that goes into one. */
  kind?: "command" | "path";
}

/** The command line that does the same, ready to be copied. */
export function CommandLine({ command, label = strings.commandLine.label, kind = "command" }: CommandLineProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <div className="command-line" role="group" aria-label={label}>
      {kind === "command" && (
        <span className="command-line-sign" aria-hidden>
          $
        </span>
      )}
      <code>{command}</code>
      <IconButton
        icon={isCopied ? "LuCheck" : "LuCopy"}
        label={isCopied ? strings.commandLine.copied : strings.commandLine.copy[kind]}
        size="small"
        onClick={() => void copyText(command).then(setCopied)}
      />
      <span className="ov-hidden" role="status">
        {isCopied && strings.commandLine.copied}
      </span>
    </div>
  );
}
