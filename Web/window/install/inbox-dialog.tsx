import { Badge, Button, Dialog, Empty, ErrorCard, Icon, Loading, type Tone } from "@omniview/plugin";
import type { Loaded } from "../engine/resource";
import type { Inbox, InboxEntry, InboxReview } from "../engine/types";
import { CommandLine } from "../layout/command-line";
import { sentence } from "../plugins/plugin-list-page";
import { strings } from "../strings";
import { commandFor } from "./inbox-words";

const text = strings.install;

interface InboxDialogProps {
  inbox: Loaded<Inbox> & { refresh(): void };
  onChoose(name: string, review: InboxReview): void;
  onClose(): void;
}

/** The first step: what is in the inbox, and how something gets there. */
export function InboxDialog({ inbox: { value, error, refresh }, onChoose, onClose }: InboxDialogProps) {
  return (
    <Dialog open wide title={text.title} onClose={onClose} actions={<Button onClick={onClose}>{strings.close}</Button>}>
      <p>{text.how}</p>
      {value && <CommandLine command={value.directory} label={text.folder} kind="path" />}
      {value && <Entries inbox={value} onChoose={onChoose} />}
      {!value && !error && <Loading />}
      {error && <ErrorCard title={text.unavailable} detail={error} onRetry={refresh} />}
      <p className="ov-muted">{text.orCommand}</p>
      <CommandLine command={commandFor("")} />
    </Dialog>
  );
}

function Entries({ inbox, onChoose }: { inbox: Inbox; onChoose: InboxDialogProps["onChoose"] }) {
  const { entries, notices } = inbox;
  const ready = entries.filter((entry) => entry.state === "ready").length;
  return (
    <section className="inbox" aria-label={text.list}>
      {notices.map((notice) => (
        <p key={notice} className="inbox-notice">
          {notice}
        </p>
      ))}
      {entries.length === 0 ? (
        <Empty icon="LuFolder" title={text.empty}>
          {text.emptyText}
        </Empty>
      ) : (
        <ul>
          {entries.map((entry) => (
            <li key={entry.name}>
              <Entry entry={entry} onChoose={onChoose} />
            </li>
          ))}
        </ul>
      )}
      <p className="ov-hidden" role="status">
        {text.count(entries.length, ready)}
      </p>
    </section>
  );
}

const tones: { [state: string]: Tone } = { ready: "info", installed: "good", refused: "bad" };

function Entry({ entry, onChoose }: { entry: InboxEntry; onChoose: InboxDialogProps["onChoose"] }) {
  const { name, state, review, problem } = entry;
  const words = (
    <>
      <Icon name={review?.icon ?? (state === "refused" ? "LuCircleAlert" : "LuPackage")} size={20} />
      <span className="inbox-name">
        {review ? `${review.name} ${review.version}` : name}
        {review && <code>{name}</code>}
      </span>
      <Badge tone={tones[state] ?? "calm"}>{text.states[state as keyof typeof text.states] ?? state}</Badge>
    </>
  );
  if (review) {
    return (
      <button type="button" className="inbox-entry" onClick={() => onChoose(name, review)}>
        {words}
        <Icon name="LuChevronRight" size={16} />
      </button>
    );
  }
  return (
    <div className="inbox-entry">
      {words}
      {problem && <p className="inbox-problem">{sentence(problem)}</p>}
    </div>
  );
}
