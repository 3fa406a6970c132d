import { Icon, IconButton } from "@omniview/plugin";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { levelIcons } from "./level-icons";
import "./notifications.css";

const text = strings.notifications;

/** What was notified just now, in the corner. Readers of the screen hear it without losing their place. */
export function Toasts() {
  const { notifications } = useServices();
  const shown = useStore(notifications.shown);
  return (
    <div className="toasts" role="log" aria-live="polite" aria-label={text.title}>
      {shown.map(({ id, level, text: words, source }) => (
        <div key={id} className="toast" data-level={level}>
          <Icon name={levelIcons[level]} size={16} label={text.levels[level]} />
          <div>
            {source && <b>{source.name}</b>}
            <p>{words}</p>
          </div>
          <IconButton icon="LuX" size="small" label={text.dismiss} onClick={() => notifications.dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
