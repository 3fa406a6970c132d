import { useState } from "react";
import type { InboxReview } from "../engine/types";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { InboxDialog } from "./inbox-dialog";
import { InstallSheet } from "./install-sheet";
import { useInbox } from "./use-inbox";
import "./install.css";

/** Installing from the window, while it is asked for: what there is, and then what it is. */
export function InstallDialog() {
  const { installations } = useServices();
  return useStore(installations.isOpen) ? <Steps onClose={installations.close} /> : null;
}

/** An entry with the review that a person is shown. It stays as it is when the files change: that is told instead. */
interface Chosen {
  name: string;
  review: InboxReview;
}

function Steps({ onClose }: { onClose(): void }) {
  const inbox = useInbox();
  const [chosen, setChosen] = useState<Chosen>();
  if (!chosen || !inbox.value) {
    return <InboxDialog inbox={inbox} onChoose={(name, review) => setChosen({ name, review })} onClose={onClose} />;
  }
  const now = inbox.value.entries.find((entry) => entry.name === chosen.name);
  return (
    <InstallSheet
      // Another review is another question.
      key={`${chosen.name} ${chosen.review.digest}`}
      name={chosen.name}
      review={chosen.review}
      now={now}
      directory={inbox.value.directory}
      onLookAgain={() => (now?.review ? setChosen({ name: chosen.name, review: now.review }) : setChosen(undefined))}
      onBack={() => setChosen(undefined)}
      onClose={onClose}
    />
  );
}
