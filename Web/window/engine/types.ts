/**
 * The values of the engine's API, as docs/openapi.json has them. Words may be newer than this window: they are strings,
 * and whoever reads one says what an unknown one looks like.
 */
import type { JSONValue } from "../../bridge/socket";

/** RFC 3339 in UTC with milliseconds. */
export type Timestamp = string;

export interface EngineInfo {
  version: string;
  api_version: number;
  process_id: number;
  started_at: Timestamp;
  state_directory: string;
  /** How many plugins are in each phase. */
  plugins: { [phase: string]: number };
}

export interface PhaseReason {
  code: string;
  message: string;
}

export interface PluginSummary {
  id: string;
  name: string;
  version: string;
  description?: string;
  icon?: string;
  phase: string;
  reason: PhaseReason;
  enabled: boolean;
  sealed: boolean;
  has_backend: boolean;
  has_ui: boolean;
  capabilities: string[];
  demands: string[];
  restarts: number;
  crashes_in_budget: number;
  problems: number;
  process_id?: number;
  started_at?: Timestamp;
  cpu_share?: number;
  rss_bytes?: number;
}

export interface PhaseTransition {
  from: string;
  to: string;
  reason: PhaseReason;
  cause?: string;
  time: Timestamp;
}

export interface CrashReport {
  id: string;
  plugin: string;
  time: Timestamp;
  generation: number;
  reason?: string;
  exit_code?: number;
  signal?: string;
  uptime_ms: number;
  number_in_budget: number;
  budget: number;
  log_tail: string[];
  history: PhaseTransition[];
  resources?: ResourceSample;
}

export interface InstalledVersion {
  version: string;
  digest: string;
  installed_at: Timestamp;
  active: boolean;
  refused: boolean;
  sealed: boolean;
  origin: string;
}

export interface PluginDiagnostic {
  severity: string;
  code: string;
  message: string;
  file?: string;
  line?: number;
  column?: number;
  suggestion?: string;
}

export interface PluginDetail {
  summary: PluginSummary;
  directory: string;
  digest?: string;
  diagnostics: PluginDiagnostic[];
  history: PhaseTransition[];
  last_crash?: CrashReport;
  permissions: JSONValue;
  optional_permissions: JSONValue;
  /** Where its definition wants its views to run: `frame`, or `shell` for the page itself. */
  ui_isolation?: string;
  /** Whether a person trusts the views of these files with the page. */
  ui_trusted: boolean;
  relaxations: { code: string; message: string }[];
  settings_count: number;
  start_cost: { step: string; ms: number }[];
  verification?: { status: string; files: number; checked_at: Timestamp; problems: string[] };
  versions: InstalledVersion[];
}

/** What the user has put where the engine installs from. */
export interface Inbox {
  directory: string;
  entries: InboxEntry[];
  notices: string[];
}

export interface InboxEntry {
  name: string;
  state: string;
  /** What would be installed, once that is known. */
  review?: InboxReview;
  /** Why it cannot be installed. */
  problem?: string;
}

export interface InboxReview {
  id: string;
  name: string;
  version: string;
  description?: string;
  icon?: string;
  /** As the definition says; nothing proves it. */
  author?: string;
  sealed: boolean;
  files: number;
  bytes: number;
  digest: string;
  change: string;
  replaces?: string;
  permissions: JSONValue;
  optional_permissions: JSONValue;
  relaxations: { code: string; message: string }[];
  command: string[];
  has_ui: boolean;
  diagnostics: PluginDiagnostic[];
}

export interface ResourceSample {
  time: Timestamp;
  cpu_share: number;
  rss_bytes: number;
  threads: number;
  descriptors: number;
}

/** Counts since the backend's plugin was first called; times in milliseconds. */
export interface MethodStatistics {
  method: string;
  calls: number;
  errors: number;
  p50_ms: number;
  p95_ms: number;
  p99_ms: number;
  max_ms: number;
}

export interface SettingOption {
  label: string;
  value: JSONValue;
}

export interface SettingInfo {
  id: string;
  label: string;
  type: string;
  description?: string;
  is_secret: boolean;
  is_set: boolean;
  default?: JSONValue;
  value?: JSONValue;
  options?: SettingOption[];
}

export interface LogRecord {
  sequence: number;
  time: Timestamp;
  level: string;
  message: string;
  source?: string;
  fields?: { [key: string]: JSONValue };
}

export interface EngineEvent {
  sequence: number;
  time: Timestamp;
  kind: string;
  plugin?: string;
  data: JSONValue;
}

export interface DoctorCheck {
  code: string;
  status: string;
  what: string;
  advice?: string;
}

/** A piece that a plugin adds to the window, or to another plugin. */
export interface Contribution {
  plugin: string;
  plugin_name: string;
  id: string;
  point: string;
  title: string;
  icon?: string;
  view?: string;
  /** Its point is not there yet. */
  pending: boolean;
}

export interface ContributionPoint {
  id: string;
  /** The plugin that offers it; none for the window's own. */
  plugin?: string;
  title?: string;
}

export interface ViewDescription {
  plugin: string;
  plugin_name: string;
  view: string;
  title: string;
  icon?: string;
  isolation: string;
}

export interface Contributions {
  points: ContributionPoint[];
  contributions: Contribution[];
  views: ViewDescription[];
}
