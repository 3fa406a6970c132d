import { Button, SearchInput, Select } from "@omniview/plugin";
import { useEffect, useMemo, useState } from "react";
import type { LogRecord } from "../../engine/types";
import { useServices } from "../../services";
import { Store, useStore } from "../../state/store";
import { strings } from "../../strings";
import { LogLines } from "./log-lines";
import { LogStream } from "./log-stream";
import type { SectionProps } from "./plugin-page";

const text = strings.logs;

const levels = ["trace", "debug", "info", "warning", "error"];
/** Where a level stands; a word that is newer than this window is shown like `info`. */
const rank = (level: string): number => {
  if (level === "notice") return levels.indexOf("info");
  if (level === "critical") return levels.indexOf("error");
  return levels.includes(level) ? levels.indexOf(level) : levels.indexOf("info");
};

const none = new Store<readonly LogRecord[]>([]);

/** The plugin's log, live. */
export function LogsSection({ detail, isVisible }: SectionProps) {
  const { connection } = useServices();
  const { id } = detail.summary;
  const [stream, setStream] = useState<LogStream>();
  const [search, setSearch] = useState("");
  const [level, setLevel] = useState("debug");
  const [paused, setPaused] = useState<readonly LogRecord[]>();
  useEffect(() => {
    const own = new LogStream(connection, id);
    setStream(own);
    return () => own.stop();
  }, [connection, id]);
  const lines = useStore(stream?.lines ?? none);
  const source = paused ?? lines;
  const shown = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const least = rank(level);
    return source.filter((line) => rank(line.level) >= least && words.every((word) => textOf(line).includes(word)));
  }, [source, search, level]);
  const missed = paused ? lines.length - paused.length : 0;
  return (
    <div className="logs">
      <div className="logs-bar">
        <SearchInput label={text.search} value={search} onChange={setSearch} className="logs-search" />
        <Select
          aria-label={text.level}
          value={level}
          onChange={(event) => setLevel(event.target.value)}
          className="logs-level"
        >
          {levels.map((each) => (
            <option key={each} value={each}>
              {text.levels[each as keyof typeof text.levels]}
            </option>
          ))}
        </Select>
        <span className="ov-muted logs-count" role="status">
          {text.count(shown.length, source.length)}
        </span>
        <Button icon="LuCircleX" look="quiet" onClick={() => (stream?.clear(), paused && setPaused([]))}>
          {text.clear}
        </Button>
        <Button
          icon={paused ? "LuPlay" : "LuPause"}
          aria-pressed={paused !== undefined}
          onClick={() => setPaused(paused ? undefined : lines)}
        >
          {paused ? text.follow(Math.max(0, missed)) : text.pause}
        </Button>
      </div>
      <LogLines
        lines={shown}
        isFollowing={!paused && isVisible}
        search={search}
        empty={lines.length === 0 ? text.empty : text.noneFits}
      />
    </div>
  );
}

/** All of a line that can be searched, in small letters. Kept with the line, which never changes. */
function textOf(line: LogRecord): string {
  let found = texts.get(line);
  if (found === undefined) {
    const fields = Object.entries(line.fields ?? {}).map(([name, value]) => `${name}=${String(value)}`);
    found = [line.message, line.source, ...fields].join(" ").toLowerCase();
    texts.set(line, found);
  }
  return found;
}

const texts = new WeakMap<LogRecord, string>();
