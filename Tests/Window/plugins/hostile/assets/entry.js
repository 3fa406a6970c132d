/**
 * Runs the probes that its path names, one after the other: `PORT/NAME`, where PORT is that of a server that no view
 * should reach. What comes of each stands in an element of its own.
 */
import { probes } from "./probes.js";

export function mount(element, host) {
  const run = () => {
    const [port, name] = host.path.get().split("/");
    if (name) void show(element, name, probes[name], target(port, host));
    else element.textContent = "ready";
  };
  run();
  const stop = host.path.subscribe(run);
  return stop;
}

function target(port, host) {
  return { http: `http://127.0.0.1:${port}`, ws: `ws://127.0.0.1:${port}`, stun: `stun:127.0.0.1:${port}`, host };
}

export async function show(element, name, probe, target) {
  const output = document.createElement("output");
  output.id = name;
  element.append(output);
  try {
    output.textContent = String(await probe(target));
    output.dataset.verdict = "worked";
  } catch (error) {
    output.textContent = String(error);
    output.dataset.verdict = "blocked";
  }
}
