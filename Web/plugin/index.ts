/** `@omniview/plugin`: what plugins' views are made with. docs/write-a-view.md teaches it. */
export type { Host, Mount, Navigation, NoticeLevel } from "../bridge/host";
export type { Theme, ViewInfo } from "../bridge/port";
export type { JSONValue, Problem } from "../bridge/socket";
export { defaultDeadline, type AnyContract, type Backend, type CallSettings } from "./backend";
export { useHost } from "./context";
export { BackendError, EngineError, type StatusName } from "./errors";
export { typedHooks, useBackend, type TypedHooks } from "./hooks/backend";
export { useCall, type CallState, type UseCallOptions } from "./hooks/call";
export { useSettings, type Settings } from "./hooks/settings";
export { useStorage, type Stored } from "./hooks/storage";
export { useStream, type StreamState, type UseStreamOptions } from "./hooks/stream";
export { useNavigation, useNotify, useTheme, useTitle, useView, type View, type ViewNavigation } from "./hooks/window";
export { views } from "./views";
export * from "../ui/index";
