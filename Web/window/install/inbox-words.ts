import { formatBytes } from "@omniview/plugin";
import type { InboxEntry, InboxReview } from "../engine/types";
import { strings } from "../strings";

const text = strings.install.sheet;

/** Who made a plugin, as far as that is known, and what its seal says: never more than it proves. */
export function publisherOf({ author, sealed }: InboxReview): string {
  const who = author ? text.author(author) : text.noAuthor;
  return `${who} ${sealed ? text.sealed : text.unsealed}`;
}

/** What was verified of a plugin's files. */
export function filesOf({ files, bytes, sealed }: InboxReview): string {
  const size = formatBytes(bytes);
  return sealed ? text.filesVerified(files, size) : text.filesCounted(files, size);
}

/** What becomes of the version that is there. A change that this window does not know is told without its direction. */
export function replacementOf({ change, replaces = "" }: InboxReview): string {
  switch (change) {
    case "first":
      return text.replacesNothing;
    case "none":
      return text.replacesItself;
    case "upgrade":
      return text.replacesOlder(replaces);
    case "downgrade":
      return text.replacesNewer(replaces);
    default:
      return text.replaces(replaces);
  }
}

/** What is run, in one line; words with spaces in quotation marks, so that one argument is not taken for two. */
export function programOf({ command }: InboxReview): string | undefined {
  return command.length === 0 ? undefined : command.map(quoted).join(" ");
}

/** The same installation on the command line. */
export function commandFor(directory: string, name = ""): string {
  return `omniview plugin install ${name === "" ? text.anyPath : quoted(`${directory}/${name}`)}`;
}

/** What a shell takes for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, String.raw`'\''`)}'`;
}

/** What has become of an entry since a person was shown it: only to the same one can the answer be yes. */
export type Standing = "same" | "installed" | "checking" | "changed" | "gone";

export function standingOf(shown: InboxReview, now: InboxEntry | undefined): Standing {
  if (!now) return "gone";
  if (now.state === "checking") return "checking";
  if (now.review?.digest !== shown.digest) return "changed";
  return now.state === "installed" ? "installed" : "same";
}
