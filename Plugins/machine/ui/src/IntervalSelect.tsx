import { Select, useNotify, useSettings } from "@omniview/plugin";

const usual = [1, 2, 5, 10, 30, 60];

/** How often the machine is read: the plugin's setting, where it is looked for. */
export function IntervalSelect() {
  const { values, loading, set } = useSettings();
  const notify = useNotify();
  if (loading) return null;
  const interval = Math.min(60, Math.max(1, Number(values.interval ?? 2)));
  const options = usual.includes(interval) ? usual : [...usual, interval].sort((a, b) => a - b);
  const choose = (seconds: number) =>
    set({ interval: seconds }).catch(({ message }: Error) =>
      notify(`The interval was not changed: ${message}`, "error"),
    );
  return (
    <Select aria-label="Interval" value={interval} onChange={(event) => void choose(Number(event.target.value))}>
      {options.map((seconds) => (
        <option key={seconds} value={seconds}>
          every {seconds} s
        </option>
      ))}
    </Select>
  );
}
