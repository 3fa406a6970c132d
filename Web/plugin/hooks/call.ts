import { useCallback, useEffect, useRef, useState } from "react";
import { run } from "../backend";
import { useHost } from "../context";

export interface UseCallOptions {
  /** Milliseconds; 30,000 unless given. */
  deadline?: number;
  /** Milliseconds after an answer until it is asked again; never unless given. Rests while nobody sees the view. */
  every?: number;
  /** Asks only while true. */
  enabled?: boolean;
}

export interface CallState<Response> {
  /** The last answer; stays while it is asked again. */
  data: Response | undefined;
  error: Error | undefined;
  /** Whether it is being asked. */
  loading: boolean;
  refresh(): void;
}

/** One answer, asked for when the view appears and when the request changes. */
export function useCall<Response = unknown>(
  method: string,
  request?: unknown,
  options: UseCallOptions = {},
): CallState<Response> {
  const host = useHost();
  const { deadline, every, enabled = true } = options;
  const [state, setState] = useState<Omit<CallState<Response>, "refresh">>({
    data: undefined,
    error: undefined,
    loading: enabled,
  });
  const [round, setRound] = useState(0);
  const refresh = useCallback(() => setRound((before) => before + 1), []);
  // Requests are compared by what is in them: they are written anew with each render.
  const wanted = JSON.stringify([method, request ?? null]);
  const latest = useRef(request);
  latest.current = request;

  useEffect(() => {
    if (!enabled) return setState((before) => ({ ...before, loading: false }));
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settings = { signal: stop.signal, ...(deadline === undefined ? {} : { deadline }) };
    const again = () => {
      if (every === undefined || stop.signal.aborted) return;
      timer = setTimeout(() => (host.visible.get() ? ask() : again()), every);
    };
    const ask = async () => {
      setState((before) => ({ ...before, loading: true }));
      try {
        let data: unknown;
        await run(host, method, latest.current, settings, (message) => {
          data = message;
        });
        if (!stop.signal.aborted) setState({ data: data as Response, error: undefined, loading: false });
      } catch (error) {
        if (stop.signal.aborted) return;
        setState((before) => ({ ...before, error: error as Error, loading: false }));
      }
      again();
    };
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [host, wanted, deadline, every, enabled, round]);

  return { ...state, refresh };
}
