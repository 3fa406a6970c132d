import { formatBytes } from "@omniview/plugin";
import type { Sample } from "./contract";

/** Bytes per second, as in `1.5 MiB/s`. */
export function formatRate(bytes: number | undefined): string {
  return bytes === undefined ? "—" : `${formatBytes(bytes)}/s`;
}

/** What all networks received and sent; what a machine says to itself does not count. */
export function networkRates(sample: Sample): { received: number; sent: number } {
  let received = 0;
  let sent = 0;
  for (const network of sample.networks) {
    if (isLoopback(network.name)) continue;
    received += network.receivedBytesPerSecond;
    sent += network.sentBytesPerSecond;
  }
  return { received, sent };
}

export function isLoopback(name: string): boolean {
  return /^lo\d*$/.test(name);
}

/** What all disks read and wrote; undefined where the system does not say. */
export function diskRates(sample: Sample): { read: number; written: number } | undefined {
  const devices = new Map(sample.disks.map((disk) => [disk.device, disk]));
  let known = false;
  let read = 0;
  let written = 0;
  for (const disk of devices.values()) {
    if (disk.readBytesPerSecond === undefined) continue;
    known = true;
    read += disk.readBytesPerSecond;
    written += disk.writtenBytesPerSecond ?? 0;
  }
  return known ? { read, written } : undefined;
}
