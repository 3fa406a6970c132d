import { formatDuration } from "@omniview/plugin";
import { strings } from "../strings";

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const exact = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

/** `10:20:30` in the time of the machine; empty when it is no time. */
export const timeOfDay = (value: string): string => format(clock, value);

/** `10:20:30.123`. */
export const exactTimeOfDay = (value: string): string => format(exact, value);

function format(formatter: Intl.DateTimeFormat, value: string): string {
  const time = Date.parse(value);
  return Number.isNaN(time) ? "" : formatter.format(time);
}

/** A moment: today by the clock, before that by the day. The pointer shows all of it. */
export function Time({ value, isExact = false }: { value: string; isExact?: boolean }) {
  const time = Date.parse(value);
  if (Number.isNaN(time)) return <>{value}</>;
  const isToday = new Date(time).toDateString() === new Date().toDateString();
  const shown = isToday ? (isExact ? exactTimeOfDay(value) : timeOfDay(value)) : format(day, value);
  return (
    <time dateTime={value} title={`${format(day, value)} (${strings.ago(formatDuration(Date.now() - time))})`}>
      {shown}
    </time>
  );
}
