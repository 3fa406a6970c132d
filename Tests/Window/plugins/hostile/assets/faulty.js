/** Goes wrong in the way that its path names. */
import { createElement, useEffect } from "react";
import { views } from "@omniview/plugin";

const faults = {
  render: () => {
    throw new Error("thrown in render");
  },
  effect: () => {
    useEffect(() => {
      throw new Error("thrown in an effect");
    }, []);
    return createElement("p", null, "effect");
  },
  event: () => createElement("button", { onClick: thrower("thrown in an event") }, "Throw"),
  promise: () => {
    useEffect(() => void Promise.reject(new Error("thrown in a promise")), []);
    return createElement("p", null, "promise");
  },
  constructor: () => {
    throw new (class Fault extends Error {})("thrown in a constructor");
  },
  loop: () => createElement("button", { onClick: () => loopFor(Infinity) }, "Loop"),
  busy: () => createElement("button", { onClick: () => loopFor(7_000) }, "Busy"),
  allocate: () => createElement("button", { onClick: allocate }, "Allocate"),
};

const thrower = (text) => () => {
  throw new Error(text);
};

function loopFor(milliseconds) {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

function allocate() {
  self.kept = [];
  for (let size = 0; size < 1024; size += 64) self.kept.push(new Uint8Array(64 << 20).fill(1));
}

const inside = views(function Faulty() {
  return createElement(faults[self.fault] ?? (() => createElement("p", null, "well")));
});

export function mount(element, host) {
  self.fault = host.path.get().split("/")[0];
  self.host = host;
  switch (self.fault) {
    case "mount":
      throw new Error("thrown in mount");
    case "at-once":
      return loopFor(Infinity);
    case "silent":
      return () => {};
    case "flood":
      for (let count = 0; count < 20_000; count++) host.post({ type: "title", title: `flood ${count}` });
      return () => {};
    case "forged":
      host.post(JSON.parse(decodeURIComponent(host.path.get().slice("forged/".length))));
      return () => {};
  }
  return inside(element, host);
}
