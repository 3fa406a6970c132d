import { typedHooks } from "@omniview/plugin";

/** The methods of Protos/machine.proto that the views call, with their messages as JSON. */
interface Machine {
  "omniview.machine.v1.Machine/Describe": { request: object; response: Description };
  "omniview.machine.v1.Machine/Watch": { request: object; response: Sample };
  "omniview.machine.v1.Machine/WatchProcesses": { request: ProcessRequest; response: ProcessTable };
}

export const { useCall, useStream } = typedHooks<Machine>();

/** A number of 64 bits, which JSON has as a text. */
type Long = string;

export interface Description {
  hostName: string;
  operatingSystem: string;
  kernel: string;
  architecture: string;
  processor: string;
  processorCount: number;
  memoryBytes: Long;
  booted?: string;
}

export interface Sample {
  time: string;
  /** Such as "2s". */
  interval: string;
  processors: Processors;
  load: { one: number; five: number; fifteen: number };
  memory: Memory;
  disks: Disk[];
  networks: Network[];
  tasks: { processes: number; threads: number; running?: number };
}

export interface Processors {
  busy: number;
  user: number;
  system: number;
  waiting: number;
  stolen: number;
  cores: { number: number; busy: number }[];
}

export interface Memory {
  totalBytes: Long;
  usedBytes: Long;
  availableBytes: Long;
  cachedBytes: Long;
  swapTotalBytes: Long;
  swapUsedBytes: Long;
}

export interface Disk {
  mount: string;
  device: string;
  fileSystem: string;
  sizeBytes: Long;
  usedBytes: Long;
  availableBytes: Long;
  readBytesPerSecond?: number;
  writtenBytesPerSecond?: number;
  busy?: number;
}

export interface Network {
  name: string;
  receivedBytesPerSecond: number;
  sentBytesPerSecond: number;
  receivedPacketsPerSecond: number;
  sentPacketsPerSecond: number;
}

export interface ProcessRequest {
  sort: string;
  ascending: boolean;
  limit: number;
  filter: string;
}

export interface ProcessTable {
  time: string;
  total: number;
  matching: number;
  processes: Process[];
}

export interface Process {
  pid: number;
  parent: number;
  user: string;
  state: string;
  cpu: number;
  residentBytes: Long;
  threads: number;
  started: string;
  name: string;
  command: string;
}
