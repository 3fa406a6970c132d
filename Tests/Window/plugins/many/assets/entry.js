/** A view of React with a request under way and a subscription: what could be left behind. */
import { createElement, useEffect, useState } from "react";
import { useHost, useStorage, useTheme, views } from "@omniview/plugin";

export const mount = views(function Small() {
  // For tests that have it notify or crash.
  self.host = useHost();
  const { scheme } = useTheme();
  const { value } = useStorage("opened", 0);
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((before) => before + 1), 200);
    return () => clearInterval(timer);
  }, []);
  return createElement("button", null, `${scheme} ${value} ${ticks}`);
});
