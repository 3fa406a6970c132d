import { Button, Empty, Icon, IconButton } from "@omniview/plugin";
import { useEffect, useRef } from "react";
import { Time } from "../layout/time";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { levelIcons } from "./level-icons";
import { Toasts } from "./toasts";

const text = strings.notifications;

/** What was notified just now, and the button that opens the list of all since the page was loaded. */
export function NotificationBell() {
  const { notifications, notificationList, toggleNotifications } = useServices();
  const isOpen = useStore(notificationList);
  const unread = useStore(notifications.unread);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Toasts onLastDismissed={() => button.current?.focus()} />
      <span className="bell">
        <IconButton
          ref={button}
          icon="LuBell"
          label={strings.layout.notifications(unread)}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          onClick={toggleNotifications}
        />
        {unread > 0 && <i className="bell-dot" aria-hidden />}
        {isOpen && <List onClose={() => (notificationList.set(false), button.current?.focus())} />}
      </span>
    </>
  );
}

function List({ onClose }: { onClose(): void }) {
  const { notifications, notificationList } = useServices();
  const all = useStore(notifications.all);
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    notifications.markRead();
    panel.current?.focus();
    const leave = (event: Event): void => {
      if (event.target instanceof Element && !event.target.closest(".bell")) notificationList.set(false);
    };
    const blur = (): void => notificationList.set(false);
    document.addEventListener("pointerdown", leave);
    window.addEventListener("blur", blur);
    return () => {
      document.removeEventListener("pointerdown", leave);
      window.removeEventListener("blur", blur);
    };
  }, [notifications, notificationList]);
  return (
    <div
      ref={panel}
      className="notification-list"
      role="dialog"
      aria-label={text.title}
      tabIndex={-1}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      onBlur={({ relatedTarget }) => {
        if (relatedTarget instanceof Element && !relatedTarget.closest(".bell")) notificationList.set(false);
      }}
    >
      <div className="notification-head">
        <h2>{text.title}</h2>
        {all.length > 0 && (
          <Button look="quiet" size="small" onClick={notifications.clear}>
            {text.clear}
          </Button>
        )}
      </div>
      {all.length === 0 && <Empty icon="LuBell" title={text.empty} />}
      <ol>
        {all.map((each) => (
          <li key={each.id} data-level={each.level}>
            <Icon name={levelIcons[each.level]} size={15} label={text.levels[each.level]} />
            <div>
              <p>{each.text}</p>
              <p className="ov-muted">
                {each.source && `${each.source.name} · `}
                <Time value={new Date(each.time).toISOString()} />
              </p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
