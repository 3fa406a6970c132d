import { useLayoutEffect, useRef, useState } from "react";
import type { JSONValue } from "../../../bridge/socket";
import type { LogRecord } from "../../engine/types";
import { exactTimeOfDay, Time } from "../../layout/time";
import { strings } from "../../strings";

interface LogLinesProps {
  lines: readonly LogRecord[];
  /** Keeps the end in sight while nobody scrolls away from it. */
  isFollowing: boolean;
  search: string;
  empty: string;
}

/** As the styles have it. */
const lineHeight = 21;
/** Lines beyond what is seen, so that quick scrolling shows no gap. */
const spare = 20;

/** Lines of a log. Only those in sight are in the document. The chosen one is shown in full below. */
export function LogLines({ lines, isFollowing, search, empty }: LogLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [sight, setSight] = useState({ top: 0, height: 600 });
  const [chosen, setChosen] = useState<LogRecord>();
  const first = Math.max(0, Math.floor(sight.top / lineHeight) - spare);
  const end = Math.min(lines.length, Math.ceil((sight.top + sight.height) / lineHeight) + spare);

  useLayoutEffect(() => {
    const { current } = box;
    if (!current) return undefined;
    const measure = (): void => setSight({ top: current.scrollTop, height: current.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const { current } = box;
    if (current && isFollowing && isAtEnd.current) current.scrollTop = current.scrollHeight;
  }, [lines, isFollowing]);

  const move = (event: React.KeyboardEvent): void => {
    const at = chosen ? lines.indexOf(chosen) : lines.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: chosen ? at - 1 : at, Home: 0, End: lines.length - 1 }[event.key];
    if (event.key === "Escape") setChosen(undefined);
    if (to === undefined) return;
    event.preventDefault();
    const index = Math.min(lines.length - 1, Math.max(0, to));
    setChosen(lines[index]);
    const { current } = box;
    if (!current) return;
    const top = index * lineHeight;
    if (top < current.scrollTop) current.scrollTop = top;
    if (top + lineHeight > current.scrollTop + current.clientHeight) {
      current.scrollTop = top + lineHeight - current.clientHeight;
    }
  };
  return (
    <>
      <div
        ref={box}
        className="log-lines"
        role="log"
        aria-label={strings.logs.label}
        aria-live="off"
        tabIndex={0}
        onKeyDown={move}
        onScroll={({ currentTarget: at }) => {
          isAtEnd.current = at.scrollTop + at.clientHeight >= at.scrollHeight - lineHeight;
          setSight({ top: at.scrollTop, height: at.clientHeight });
        }}
      >
        {lines.length === 0 && <p className="ov-muted log-empty">{empty}</p>}
        <div style={{ height: lines.length * lineHeight, position: "relative" }}>
          {lines.slice(first, end).map((line, index) => (
            <Line
              key={line.sequence}
              line={line}
              top={(first + index) * lineHeight}
              search={search}
              isChosen={line === chosen}
              onChoose={() => setChosen(line === chosen ? undefined : line)}
            />
          ))}
        </div>
      </div>
      {chosen && <LineDetail line={chosen} />}
    </>
  );
}

interface LineProps {
  line: LogRecord;
  top: number;
  search: string;
  isChosen: boolean;
  onChoose(): void;
}

function Line({ line, top, search, isChosen, onChoose }: LineProps) {
  return (
    <div className="log-line" data-level={line.level} data-chosen={isChosen} style={{ top }} onClick={onChoose}>
      <time dateTime={line.time}>{exactTimeOfDay(line.time)}</time>
      <span className="log-level">{line.level}</span>
      <span className="log-source">{line.source}</span>
      <span className="log-message">
        <Marked text={line.message} search={search} />
        {Object.entries(line.fields ?? {}).map(([name, value]) => (
          <span key={name} className="log-field">
            {name}=<Marked text={plain(value)} search={search} />
          </span>
        ))}
      </span>
    </div>
  );
}

function LineDetail({ line }: { line: LogRecord }) {
  return (
    <div className="log-detail" role="status">
      <p>
        <Time value={line.time} isExact /> · {line.level} · {line.source}
      </p>
      <pre>{line.message}</pre>
      {Object.entries(line.fields ?? {}).map(([name, value]) => (
        <p key={name}>
          <code>{name}</code> {plain(value)}
        </p>
      ))}
    </div>
  );
}

/** A text with what is searched for marked. */
function Marked({ text, search }: { text: string; search: string }) {
  const word = search.trim().toLowerCase();
  const at = word ? text.toLowerCase().indexOf(word) : -1;
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + word.length)}</mark>
      {text.slice(at + word.length)}
    </>
  );
}

const plain = (value: JSONValue): string => (typeof value === "string" ? value : JSON.stringify(value));
