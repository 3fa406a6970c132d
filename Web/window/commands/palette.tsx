import { Icon } from "@omniview/plugin";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Keys } from "../layout/keys-hint";
import { useServices } from "../services";
import { storedIn } from "../state/stored";
import { useStore } from "../state/store";
import { strings } from "../strings";
import type { Command } from "./command";
import { keyNames } from "./keys";
import { search } from "./search";
import "./palette.css";

const text = strings.commands;

/** How many commands are listed, and how many of the latest are remembered. */
const listed = 60;
const remembered = 6;

const latest = storedIn<string[]>("omniview.latest-commands", (kept) =>
  Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string").slice(0, remembered) : [],
);

/** Everything that can be done, found by typing. */
export function Palette() {
  const { palette } = useServices();
  const isOpen = useStore(palette);
  return isOpen ? <Open onClose={() => palette.set(false)} /> : null;
}

function Open({ onClose }: { onClose(): void }) {
  const { commands } = useServices();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const all = useMemo(() => withLatestFirst(commands().filter((command) => command.title !== "")), [commands]);
  const fitting = useMemo(() => search(all, typed), [all, typed]);
  const found = fitting.slice(0, listed);
  const chosen = found[at];

  useEffect(() => {
    const { current } = dialog;
    // The browser gives the focus back to elements, but not to frames.
    const before = document.activeElement;
    current?.showModal();
    return () => {
      current?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useEffect(() => setAt(0), [typed]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const run = (command: Command | undefined): void => {
    if (!command) return;
    latest.update((ids) => [command.id, ...ids.filter((id) => id !== command.id)].slice(0, remembered));
    onClose();
    // The dialog gives the focus back when it closes; what the command does with it comes after.
    setTimeout(command.run);
  };
  const press = (event: KeyboardEvent): void => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
    if (event.key === "Enter") run(chosen);
    else if (to === undefined) return;
    else if (event.key.startsWith("Page")) setAt(clamp(to, found.length));
    else setAt((to + found.length) % Math.max(1, found.length));
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={text.title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => event.target === dialog.current && onClose()}
    >
      <div className="palette-input">
        <Icon name="LuSearch" size={17} />
        <input
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={chosen && `palette-${at}`}
          aria-label={text.title}
          placeholder={text.placeholder}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={press}
        />
      </div>
      <ul ref={list} id="palette-list" role="listbox" aria-label={text.title}>
        {found.map((command, index) => (
          <li
            key={command.id}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
          >
            <Icon name={command.icon ?? "LuChevronRight"} size={16} />
            <span className="palette-title">{command.title}</span>
            <span className="palette-group">{command.group}</span>
            {command.keys && <Keys names={keyNames(command.keys.split(" ")[0] ?? "")} />}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="palette-none">{text.none(typed)}</p>}
      <footer className="palette-foot">
        <span role="status" className="ov-muted">
          {text.count(fitting.length)}
        </span>
        <span>
          <Keys names={["↑", "↓"]} /> {text.hints.move} <Keys names={["↵"]} /> {text.hints.run}{" "}
          <Keys names={["Esc"]} /> {text.hints.close}
        </span>
      </footer>
    </dialog>
  );
}

const clamp = (index: number, length: number): number => Math.min(length - 1, Math.max(0, index));

function withLatestFirst(commands: Command[]): Command[] {
  const ids = latest.get();
  const first = ids.flatMap((id) => commands.filter((command) => command.id === id));
  return [...first, ...commands.filter((command) => !ids.includes(command.id))];
}
