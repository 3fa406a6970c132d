import { useEffect, useState } from "react";

/** The last `capacity` values that something had, oldest first, for a chart of live data. Undefined adds nothing. */
export function useHistory<Value>(value: Value | undefined, capacity: number): readonly Value[] {
  const [history, setHistory] = useState<readonly Value[]>([]);
  useEffect(() => {
    if (value !== undefined) setHistory((before) => [...before.slice(1 - capacity), value]);
  }, [value, capacity]);
  return history;
}
