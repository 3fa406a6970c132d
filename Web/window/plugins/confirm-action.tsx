import { Button, Dialog } from "@omniview/plugin";
import { useEffect, useRef } from "react";
import { CommandLine } from "../layout/command-line";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { commandFor } from "./actions";

/** The question before something is done that loses something. */
export function ConfirmAction() {
  const { actions, plugins } = useServices();
  const asked = useStore(actions.unconfirmed);
  const yes = useRef<HTMLButtonElement>(null);
  const no = useRef<HTMLButtonElement>(null);
  // After the dialog was opened, which takes the focus itself. What cannot be undone is not what Enter does.
  useEffect(() => (asked?.action === "remove" ? no : yes).current?.focus(), [asked]);
  if (!asked || (asked.action !== "remove" && asked.action !== "kill")) return null;
  const { plugin, action } = asked;
  const name = plugins.find(plugin)?.name ?? plugin;
  const text = strings.actions.confirm[action];
  const command = commandFor(action, plugin);
  const close = (): void => actions.unconfirmed.set(undefined);
  return (
    <Dialog
      open
      title={text.title(name)}
      onClose={close}
      actions={
        <>
          <Button ref={no} onClick={close}>{strings.cancel}</Button>
          <Button
            ref={yes}
            look="danger"
            onClick={() => {
              close();
              void actions.run(plugin, action);
            }}
          >
            {strings.actions.labels[action]}
          </Button>
        </>
      }
    >
      <p>{text.text}</p>
      {command && <CommandLine command={command} />}
    </Dialog>
  );
}
