import { Icon } from "@omniview/plugin";
import type { ReactNode } from "react";

interface SentencesProps {
  title: string;
  kind: keyof typeof icons;
  empty: string;
  sentences: readonly string[];
}

/** What somebody can do, or cannot, a line each. */
export function Sentences({ title, kind, empty, sentences }: SentencesProps) {
  return (
    <section>
      <h3>{title}</h3>
      {sentences.length === 0 && <p className="ov-muted">{empty}</p>}
      <ul className="sentences">
        {sentences.map((each) => (
          <Sentence key={each} kind={kind}>
            {each}
          </Sentence>
        ))}
      </ul>
    </section>
  );
}

const icons = { can: "LuCheck", cannot: "LuX", warn: "LuTriangleAlert" };

export function Sentence({ kind, children }: { kind: keyof typeof icons; children: ReactNode }) {
  return (
    <li data-kind={kind}>
      <Icon name={icons[kind]} size={15} />
      <span>{children}</span>
    </li>
  );
}
