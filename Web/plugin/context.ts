import { createContext, useContext, useSyncExternalStore } from "react";
import type { Changing, Host } from "../bridge/host";
import type { JSONValue } from "../bridge/socket";
import type { ViewRequest } from "../bridge/port";
import { EngineError } from "./errors";

export const HostContext = createContext<Host | null>(null);

/** The bridge itself, for what no hook does. */
export function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) throw new Error("this hook needs a view around it: export `mount = views(...)` from the entry module");
  return host;
}

export function useChanging<Value>(changing: Changing<Value>): Value {
  return useSyncExternalStore(changing.subscribe, changing.get);
}

/** Asks the window; throws what it refuses. */
export async function ask(host: Host, request: ViewRequest): Promise<JSONValue> {
  const answer = await host.request(request);
  if ("problem" in answer) throw new EngineError(answer.problem);
  return answer.value;
}
