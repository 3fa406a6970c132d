import { Icon, IconButton } from "@omniview/plugin";
import { useEffect } from "react";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { levelIcons } from "./level-icons";
import { foremost } from "./notifications";
import "./notifications.css";

const text = strings.notifications;

/**
 * What was notified just now. It has a place of its own in the top bar: over the work area it would cover what a person
 * is about to press, and of a view's frame the window cannot know where that is. There is room for one; readers of the
 * screen hear all of them, without losing their place.
 */
export function Toasts({ onLastDismissed }: { onLastDismissed(): void }) {
  const { notifications } = useServices();
  const shown = useStore(notifications.shown);
  const first = foremost(shown);
  const isEmpty = !first;
  // What held them is gone with the last one.
  useEffect(() => {
    if (isEmpty) notifications.hold(false);
  }, [isEmpty, notifications]);
  const dismiss = (): void => {
    if (!first) return;
    if (shown.length === 1) onLastDismissed();
    notifications.dismiss(first.id);
  };
  return (
    <div
      className="toasts"
      data-level={first?.level}
      onPointerEnter={() => notifications.hold(true)}
      onPointerLeave={() => notifications.hold(false)}
      onFocus={() => notifications.hold(true)}
      onBlur={() => notifications.hold(false)}
    >
      <div className="toast-words" role="log" aria-live="polite" aria-label={text.title}>
        {shown.map(({ id, level, text: words, source }) => (
          <div key={id} className={id === first?.id ? "toast" : "ov-hidden"}>
            <Icon name={levelIcons[level]} size={16} label={text.levels[level]} />
            <p title={source ? `${source.name}: ${words}` : words}>
              {source && <b>{source.name} </b>}
              {words}
            </p>
          </div>
        ))}
      </div>
      {shown.length > 1 && (
        <span className="toast-more" aria-hidden>
          +{shown.length - 1}
        </span>
      )}
      {first && <IconButton icon="LuX" size="small" label={text.dismiss} onClick={dismiss} />}
    </div>
  );
}
