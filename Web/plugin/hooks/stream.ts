import { useCallback, useEffect, useRef, useState } from "react";
import { run } from "../backend";
import { useHost } from "../context";
import { BackendError } from "../errors";
import { Gather } from "./gather";

export interface UseStreamOptions<Message> {
  /** Open only while true. */
  enabled?: boolean;
  /** How many of the last messages `messages` has; 1 unless given. */
  keep?: number;
  /** Milliseconds until it ends; none unless given. */
  deadline?: number;
  /** Opens it again when the backend went away (UNAVAILABLE), after 1 s, then 2 s, up to 15 s. On unless false. */
  reconnect?: boolean;
  /** Gets every message, for what is not to be shown as it is. */
  onMessage?(message: Message): void;
}

export interface StreamState<Message> {
  latest: Message | undefined;
  /** The last `keep` messages, oldest first. */
  messages: readonly Message[];
  /** How many there were. */
  count: number;
  status: "idle" | "connecting" | "open" | "reconnecting" | "ended" | "failed";
  error: Error | undefined;
  /** From the beginning. */
  restart(): void;
}

const beginning = { latest: undefined, messages: [], count: 0, error: undefined };
const longestPause = 15_000;

/** Messages as they come, while the view is there. However many come, it is drawn at most once for each picture. */
export function useStream<Message = unknown>(
  method: string,
  request?: unknown,
  options: UseStreamOptions<Message> = {},
): StreamState<Message> {
  const host = useHost();
  const { enabled = true, keep = 1, deadline = 0, reconnect = true } = options;
  const [state, setState] = useState<Omit<StreamState<Message>, "restart">>({ ...beginning, status: "idle" });
  const [round, setRound] = useState(0);
  const restart = useCallback(() => setRound((before) => before + 1), []);
  const wanted = JSON.stringify([method, request ?? null]);
  const latest = useRef({ request, options });
  latest.current = { request, options };

  useEffect(() => {
    if (!enabled) return setState((before) => ({ ...before, status: "idle" }));
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let pause = 1_000;
    const gather = new Gather<Message>((batch) =>
      setState((before) => ({
        latest: batch[batch.length - 1],
        messages: [...before.messages, ...batch].slice(-Math.max(1, keep)),
        count: before.count + batch.length,
        status: "open",
        error: undefined,
      })),
    );
    const open = async () => {
      try {
        await run(host, method, latest.current.request, { signal: stop.signal, deadline }, (message) => {
          pause = 1_000;
          latest.current.options.onMessage?.(message as Message);
          return gather.add(message as Message);
        });
        gather.flush();
        if (!stop.signal.aborted) setState((before) => ({ ...before, status: "ended" }));
      } catch (error) {
        if (stop.signal.aborted) return;
        gather.flush();
        const again = reconnect && error instanceof BackendError && error.status === "UNAVAILABLE";
        setState((before) => ({ ...before, status: again ? "reconnecting" : "failed", error: error as Error }));
        if (!again) return;
        timer = setTimeout(open, pause);
        pause = Math.min(longestPause, pause * 2);
      }
    };
    setState({ ...beginning, status: "connecting" });
    void open();
    return () => {
      stop.abort();
      gather.stop();
      clearTimeout(timer);
    };
  }, [host, wanted, enabled, keep, deadline, reconnect, round]);

  return { ...state, restart };
}
