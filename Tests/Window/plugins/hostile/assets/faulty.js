/** Goes wrong in the way that the name of the view says; what a test starts by itself is in `self`. */
import { Component, createElement, useEffect } from "react";
import { views } from "@omniview/plugin";

const thrower = (text) => () => {
  throw new Error(text);
};

class Constructor extends Component {
  constructor(props) {
    super(props);
    throw new Error("thrown in a constructor");
  }
}

const components = {
  render: thrower("thrown in render"),
  effect() {
    useEffect(thrower("thrown in an effect"), []);
    return createElement("p", null, "effect");
  },
  constructor: Constructor,
  event: () => createElement("button", { onClick: thrower("thrown in an event") }, "Throw"),
  promise() {
    useEffect(() => void Promise.reject(new Error("thrown in a promise")), []);
    return createElement("p", null, "promise");
  },
};
const Well = () => createElement("p", null, "well");

self.loopFor = (milliseconds) => {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
};
self.allocate = (bytes) => {
  self.kept = [];
  for (let size = 0; size < bytes; size += 64 << 20) self.kept.push(new Uint8Array(64 << 20).fill(1));
  return self.kept.length;
};

export function mount(element, host) {
  self.host = host;
  const { view } = host.view;
  if (view === "mount") throw new Error("thrown in mount");
  if (view === "at-once") loopFor(Infinity);
  if (view === "slow") return setTimeout(() => views(Well)(element, host), 600), () => {};
  if (view === "flood") {
    for (let count = 0; count < 20_000; count++) host.post({ type: "title", title: `flood ${count}` });
  }
  return views(Object.hasOwn(components, view) ? components[view] : Well)(element, host);
}
