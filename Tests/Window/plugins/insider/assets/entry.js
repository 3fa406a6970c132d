/** Does what the name of the view says. What it has is in `insider`, for tests to look at wherever the view runs. */
import { createElement, useEffect } from "react";
import { views } from "@omniview/plugin";
import { part } from "./part.js";

const thrower = (text) => () => {
  throw new Error(text);
};

const components = {
  // The class is one of the window's own.
  main: () => createElement("p", { className: "view-note" }, part),
  render: thrower("thrown in render"),
  effect() {
    useEffect(thrower("thrown in an effect"), []);
    return createElement("p", null, "effect");
  },
  event: () => createElement("button", { onClick: thrower("thrown in an event") }, "Throw"),
};

export function mount(element, host) {
  globalThis.insider = { element, host };
  const { view } = host.view;
  if (view === "mount") throw new Error("thrown in mount");
  if (view === "unmount") {
    element.textContent = "unmount";
    return thrower("thrown in unmount");
  }
  return views(components[view])(element, host);
}
