import type { JSONValue, Problem } from "../../bridge/socket";
import { EngineError } from "./engine-error";
import type * as Engine from "./types";

/** What may be asked of a plugin that has no further words to it. */
export type PluginAction = "start" | "stop" | "restart" | "enable" | "disable" | "reset" | "rollback" | "kill" | "distrust";

const plugin = (id: string): string => `/v1/plugins/${encodeURIComponent(id)}`;

/** The engine's API, of the same origin. Every failure is an {@link EngineError}, but an aborted call. */
export const engine = {
  info: () => get<Engine.EngineInfo>("/v1"),
  doctor: () => get<{ checks: Engine.DoctorCheck[] }>("/v1/doctor"),
  contributions: () => get<Engine.Contributions>("/v1/contributions"),
  plugins: () => get<Engine.PluginSummary[]>("/v1/plugins"),
  detail: (id: string) => get<Engine.PluginDetail>(plugin(id)),
  history: (id: string) => get<Engine.PhaseTransition[]>(`${plugin(id)}/history`),
  crashes: (id: string) => get<Engine.CrashReport[]>(`${plugin(id)}/crashes`),
  versions: (id: string) => get<Engine.InstalledVersion[]>(`${plugin(id)}/versions`),
  resources: (id: string) => get<Engine.ResourceSample[]>(`${plugin(id)}/resources`),
  methods: (id: string) => get<Engine.MethodStatistics[]>(`${plugin(id)}/methods`),
  settings: (id: string) => get<Engine.SettingInfo[]>(`${plugin(id)}/settings`),
  setSettings: (id: string, values: { [id: string]: JSONValue }) =>
    send<Engine.SettingInfo[]>("PUT", `${plugin(id)}/settings`, { values }),
  act: (id: string, action: PluginAction) => send<Engine.PluginDetail>("POST", `${plugin(id)}/${action}`),
  activate: (id: string, digest: string) => send<Engine.PluginDetail>("POST", `${plugin(id)}/activate`, { digest }),
  inbox: () => get<Engine.Inbox>("/v1/inbox"),
  install: (entry: string, digest: string) =>
    send<Engine.PluginDetail>("POST", `/v1/inbox/${encodeURIComponent(entry)}/install`, { digest }),
  trust: (id: string, digest: string) => send<Engine.PluginDetail>("POST", `${plugin(id)}/trust`, { digest }),
  remove: (id: string) => send<void>("DELETE", plugin(id)),
};

/** Whether the engine answers, and knows this browser. */
export async function knock(): Promise<"known" | "unknown" | "gone"> {
  try {
    const response = await fetch("/v1", { cache: "no-store" });
    return response.status === 401 || response.status === 403 ? "unknown" : "known";
  } catch {
    return "gone";
  }
}

const get = <T>(path: string): Promise<T> => send<T>("GET", path);

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      cache: "no-store",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new EngineError({
      type: "omniview:window/unreachable",
      title: "The engine does not answer",
      status: 0,
      instance: path,
    });
  }
  if (!response.ok) throw new EngineError(await readProblem(response, path));
  if (response.status === 204) return undefined as unknown as T;
  return (await response.json()) as T;
}

/** The problem that a response holds; one of its status when it holds none. */
async function readProblem(response: Response, instance: string): Promise<Problem> {
  if (response.headers.get("Content-Type")?.startsWith("application/problem+json")) {
    try {
      return (await response.json()) as Problem;
    } catch {
      // Falls through: a body that was cut off.
    }
  }
  return { type: "about:blank", title: `HTTP status ${response.status}`, status: response.status, instance };
}
