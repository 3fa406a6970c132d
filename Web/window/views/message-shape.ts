import { limits, type FromView, type ViewRequest } from "../../bridge/port";
import { isJSON } from "./json-shape";

type Fields = { readonly [name: string]: unknown };

/** Names of plugins, views and contributions, as a definition may have them. */
const name = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** `package.Service/Method`. */
const method = /^[A-Za-z_][\w.]{0,255}\/[A-Za-z_]\w{0,127}$/;

const maximumPath = 2_000;
const maximumKey = 128;
/** Milliseconds in a day: a longer deadline is none. */
const maximumDeadline = 86_400_000;

/**
 * What a view has sent, when it has the shape of the bridge; nothing when it has not.
 *
 * Texts for people are cut to their limits instead: a stack that is too long is no attack.
 */
export function readMessage(data: unknown): FromView | undefined {
  if (!isFields(data)) return undefined;
  switch (data.type) {
    case "beat":
    case "mounted":
    case "unmounted":
      return { type: data.type };
    case "crashed":
    case "error":
      return readFailure(data.type, data);
    case "call":
      return isID(data.id) && isMethod(data.method) && data.payload instanceof ArrayBuffer && isDeadline(data.deadline)
        ? { type: "call", id: data.id, method: data.method, payload: data.payload, deadline: data.deadline }
        : undefined;
    case "credit":
      return isID(data.id) && isCount(data.count) ? { type: "credit", id: data.id, count: data.count } : undefined;
    case "cancel":
      return isID(data.id) ? { type: "cancel", id: data.id } : undefined;
    case "request": {
      const request = readRequest(data.request);
      return request && isID(data.id) ? { type: "request", id: data.id, request } : undefined;
    }
    case "notify":
      return isLevel(data.level) && typeof data.text === "string"
        ? { type: "notify", level: data.level, text: cut(data.text, limits.maxNoticeLength) }
        : undefined;
    case "navigate":
      return readNavigation(data.to);
    case "title":
      return typeof data.title === "string"
        ? { type: "title", title: cut(data.title, limits.maxTitleLength) }
        : undefined;
    case "key":
      return readKey(data);
    case "leave":
      return data.direction === "forward" || data.direction === "backward"
        ? { type: "leave", direction: data.direction }
        : undefined;
    default:
      return undefined;
  }
}

function readFailure(type: "crashed" | "error", data: Fields): FromView | undefined {
  if (typeof data.message !== "string") return undefined;
  const message = cut(data.message, limits.maxErrorLength);
  if (data.stack === undefined) return { type, message };
  return typeof data.stack === "string" ? { type, message, stack: cut(data.stack, limits.maxStackLength) } : undefined;
}

function readRequest(request: unknown): ViewRequest | undefined {
  if (!isFields(request)) return undefined;
  switch (request.op) {
    case "schema":
    case "settings.get":
    case "storage.keys":
      return { op: request.op };
    case "settings.set":
      return isFields(request.values) && isJSON(request.values)
        ? { op: "settings.set", values: request.values as { [key: string]: never } }
        : undefined;
    case "storage.get":
    case "storage.delete":
      return isKey(request.key) ? { op: request.op, key: request.key } : undefined;
    case "storage.set":
      return isKey(request.key) && isJSON(request.value)
        ? { op: "storage.set", key: request.key, value: request.value }
        : undefined;
    default:
      return undefined;
  }
}

function readNavigation(to: unknown): FromView | undefined {
  if (!isFields(to)) return undefined;
  const { path } = to;
  if (path !== undefined && !(typeof path === "string" && path.length <= maximumPath)) return undefined;
  if (to.plugin === undefined && to.view === undefined) {
    return path === undefined ? undefined : { type: "navigate", to: { path } };
  }
  if (!isName(to.plugin) || !isName(to.view)) return undefined;
  return { type: "navigate", to: { plugin: to.plugin, view: to.view, ...(path === undefined ? {} : { path }) } };
}

function readKey(data: Fields): FromView | undefined {
  const { key, code, ctrl, meta, alt, shift } = data;
  if (!isKey(key) || typeof code !== "string" || code.length > maximumKey) return undefined;
  if (typeof ctrl !== "boolean" || typeof meta !== "boolean") return undefined;
  if (typeof alt !== "boolean" || typeof shift !== "boolean") return undefined;
  return { type: "key", key, code, ctrl, meta, alt, shift };
}

const cut = (text: string, length: number): string => (text.length > length ? text.slice(0, length - 1) + "…" : text);

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isWithin = (value: unknown, most: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value > 0 && value <= most;
const isID = (value: unknown): value is number => isWithin(value, 0xffff_ffff);
const isCount = (value: unknown): value is number => isWithin(value, 10_000);
const isDeadline = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= maximumDeadline;
const isMethod = (value: unknown): value is string => typeof value === "string" && method.test(value);
const isName = (value: unknown): value is string => typeof value === "string" && name.test(value);
const isKey = (value: unknown): value is string =>
  typeof value === "string" && value.length > 0 && value.length <= maximumKey;
const isLevel = (value: unknown): value is "info" | "success" | "warning" | "error" =>
  value === "info" || value === "success" || value === "warning" || value === "error";
