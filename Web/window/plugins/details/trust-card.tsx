import { Badge, Button, Card, Dialog, Icon } from "@omniview/plugin";
import { useEffect, useRef, useState } from "react";
import { engine } from "../../engine/client";
import { describe } from "../../engine/engine-error";
import type { PluginDetail } from "../../engine/types";
import { CommandLine } from "../../layout/command-line";
import { useServices } from "../../services";
import { strings } from "../../strings";
import { pageMap } from "../../views/page-map";
import { hasRunHere } from "../../views/shell";
import { Sentences } from "./sentences";

const text = strings.details.trust;

interface TrustCardProps {
  detail: PluginDetail;
  refresh(): void;
}

/** Of a plugin that asks for the window: what that means, and a person's yes or no to exactly these files. */
export function TrustCard({ detail, refresh }: TrustCardProps) {
  const { notifications } = useServices();
  const { summary, digest, ui_trusted: isTrusted } = detail;
  const [asked, setAsked] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const run = async (action: () => Promise<PluginDetail>, done: string): Promise<void> => {
    setBusy(true);
    try {
      await action();
      notifications.add("success", done);
    } catch (error) {
      notifications.add("error", text.failed(summary.name, describe(error)));
    }
    setBusy(false);
    refresh();
  };
  const isStale = isTrusted
    ? digest !== undefined && !pageMap().hasFilesOf(summary.id, digest)
    : hasRunHere(summary.id);
  return (
    <Card
      title={text.title}
      actions={<Badge tone={isTrusted ? "warn" : "calm"}>{isTrusted ? text.trusted : text.notTrusted}</Badge>}
    >
      <div className="ov-stack">
        <p className="permissions-note">
          <Icon name="LuTriangleAlert" size={15} />
          {isTrusted ? text.granted(summary.name) : text.asks(summary.name)}
        </p>
        <Sentences title={isTrusted ? text.can : text.could} kind="warn" empty="" sentences={text.means} />
        <p className="ov-muted">{text.thisVersion(summary.version)}</p>
        {isStale && <p>{isTrusted ? text.reloadToUse : text.reloadToEnd}</p>}
        <div className="ov-row">
          {isStale && (
            <Button icon="LuRefreshCw" onClick={() => location.reload()}>
              {strings.views.reloadWindow}
            </Button>
          )}
          {isTrusted ? (
            <Button
              icon="LuUndo2"
              busy={isBusy}
              onClick={() => void run(() => engine.act(summary.id, "distrust"), text.takenBack(summary.name))}
            >
              {text.takeBack}
            </Button>
          ) : (
            // What was shown is what is trusted: the engine refuses when the files are others by then.
            digest !== undefined && (
              <Button icon="LuShield" busy={isBusy} onClick={() => setAsked(digest)}>
                {text.trust}
              </Button>
            )
          )}
        </div>
        <CommandLine command={text.command(isTrusted, summary.id)} />
      </div>
      {asked !== undefined && (
        <ConfirmTrust
          name={summary.name}
          command={text.command(false, summary.id)}
          onClose={() => setAsked(undefined)}
          onTrust={() => {
            setAsked(undefined);
            void run(() => engine.trust(summary.id, asked), text.done(summary.name));
          }}
        />
      )}
    </Card>
  );
}

interface ConfirmTrustProps {
  name: string;
  command: string;
  onClose(): void;
  onTrust(): void;
}

function ConfirmTrust({ name, command, onClose, onTrust }: ConfirmTrustProps) {
  const no = useRef<HTMLButtonElement>(null);
  // After the dialog was opened, which takes the focus itself: Enter must not be a yes.
  useEffect(() => no.current?.focus(), []);
  return (
    <Dialog
      open
      title={text.confirmTitle(name)}
      onClose={onClose}
      actions={
        <>
          <Button ref={no} onClick={onClose}>
            {strings.cancel}
          </Button>
          <Button look="danger" onClick={onTrust}>
            {text.confirm}
          </Button>
        </>
      }
    >
      <p>{text.confirmText}</p>
      <CommandLine command={command} />
    </Dialog>
  );
}
