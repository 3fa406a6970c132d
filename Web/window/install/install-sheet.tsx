import { Button, Dialog, ErrorCard, Facts, Icon } from "@omniview/plugin";
import { useState, type ReactNode } from "react";
import type { InboxEntry, InboxReview } from "../engine/types";
import { CommandLine } from "../layout/command-line";
import { Permissions } from "../plugins/details/permissions-section";
import { sentence } from "../plugins/plugin-list-page";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { commandFor, filesOf, programOf, publisherOf, replacementOf, standingOf } from "./inbox-words";

const text = strings.install.sheet;

interface InstallSheetProps {
  name: string;
  /** What the person is shown, and what the answer is about. */
  review: InboxReview;
  /** The entry as it is by now. */
  now: InboxEntry | undefined;
  directory: string;
  onLookAgain(): void;
  onBack(): void;
  onClose(): void;
}

/** The second step: what a plugin is and what it asks for, in sentences, and the question whether to install it. */
export function InstallSheet({ name, review, now, directory, onLookAgain, onBack, onClose }: InstallSheetProps) {
  const { installations } = useServices();
  const busy = useStore(installations.busy);
  const [error, setError] = useState<string>();
  const standing = standingOf(review, now);
  // While it is being installed, the engine holds it to what was shown.
  const isOther = busy === undefined && (standing === "changed" || standing === "gone");
  const canInstall = busy === undefined && standing === "same";
  const install = async (): Promise<void> => {
    setError(undefined);
    setError(await installations.install(name, review));
  };
  return (
    <Dialog
      open
      wide
      title={text.title(review.name, review.version)}
      onClose={onClose}
      actions={
        <>
          <Button icon="LuArrowLeft" onClick={onBack}>
            {text.back}
          </Button>
          <p className="install-status" role="status">
            {busy === name ? text.busy : standing === "checking" && text.checking}
          </p>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button
            look="primary"
            busy={busy === name}
            aria-disabled={!canInstall}
            onClick={() => canInstall && void install()}
          >
            {standing === "installed" ? text.installed : text.install}
          </Button>
        </>
      }
    >
      {isOther && (
        <ErrorCard
          title={text.changed}
          detail={standing === "gone" ? text.goneText : (now?.problem ?? text.changedText)}
          actions={<Button onClick={onLookAgain}>{text.lookAgain}</Button>}
        />
      )}
      {error && !isOther && <ErrorCard title={text.failed} detail={error} />}
      {/* It has the focus: it is read from its beginning, scrolls without a pointer, and Enter does nothing. */}
      <div className="install-sheet" role="group" aria-label={text.label(review.name)} tabIndex={0} data-autofocus>
        {review.description && <p>{review.description}</p>}
        <Facts facts={factsOf(review)} />
        {review.diagnostics.length > 0 && (
          <ul className="sentences" aria-label={text.remarks}>
            {review.diagnostics.map((each) => (
              <li key={`${each.line ?? 0} ${each.message}`} data-kind="warn">
                <Icon name="LuTriangleAlert" size={15} />
                <span>{sentence(each.message)}</span>
              </li>
            ))}
          </ul>
        )}
        <Permissions
          permissions={review.permissions}
          optional={review.optional_permissions}
          relaxations={review.relaxations}
          hasBackend={review.command.length > 0}
          hasFramedViews={review.has_ui}
        />
      </div>
      <CommandLine command={commandFor(directory, name)} />
    </Dialog>
  );
}

function factsOf(review: InboxReview): [string, ReactNode][] {
  const program = programOf(review);
  const { facts } = text;
  return [
    [facts.publisher, publisherOf(review)],
    [facts.files, filesOf(review)],
    [facts.runs, program === undefined ? text.runsNothing : <code>{program}</code>],
    [facts.replaces, replacementOf(review)],
    [facts.id, <code>{review.id}</code>],
    [facts.digest, <code>{review.digest}</code>],
  ];
}
