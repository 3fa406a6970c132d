import type { ReactNode } from "react";

export interface HeroProps {
  value: ReactNode;
  note: ReactNode;
  /** Smaller numbers beside it. */
  facts: [name: string, value: ReactNode, color?: number][];
}

/** The number that a card is about, and those that explain it. */
export function Hero({ value, note, facts }: HeroProps) {
  return (
    <div className="machine-hero">
      <div>
        <div className="machine-hero-value">{value}</div>
        <div className="ov-muted">{note}</div>
      </div>
      <dl className="machine-hero-facts">
        {facts.map(([name, fact, color]) => (
          <div key={name}>
            <dt>
              {color !== undefined && (
                <span className="machine-key" style={{ background: `var(--ov-series-${color})` }} aria-hidden />
              )}
              {name}
            </dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
