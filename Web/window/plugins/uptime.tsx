import { formatDuration } from "@omniview/plugin";
import { useEffect, useState } from "react";

/** How long something has been so, counted on once a second. */
export function Uptime({ since }: { since: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const elapsed = Math.max(0, now - Date.parse(since));
  return <>{formatDuration(elapsed < 60_000 ? Math.floor(elapsed / 1_000) * 1_000 : elapsed)}</>;
}
