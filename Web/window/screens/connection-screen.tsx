import { Button, Icon, formatDuration } from "@omniview/plugin";
import { useEffect, useRef, useState, type RefObject } from "react";
import type { ConnectionState } from "../connection/connection";
import { CommandLine } from "../layout/command-line";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import "./screens.css";

const text = strings.screens;

/** Milliseconds for which a connection may be gone before it is worth a word. */
const patience = 700;

/** Stands over the window while there is no engine behind it, and goes by itself when there is. */
export function ConnectionScreen() {
  const { connection } = useServices();
  const state = useStore(connection.state);
  const isWanted = usePatience(state);
  const screen = useRef<HTMLDialogElement>(null);
  const onward = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const { current } = screen;
    if (!isWanted || !current) return undefined;
    // Closing gives the focus back to no frame, and to nothing at all once the element is gone.
    const before = document.activeElement;
    current.showModal();
    return () => {
      current.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [isWanted]);
  useEffect(() => {
    // The browser takes the first button, which copies. One comes here to go on.
    if (isWanted) onward.current?.focus();
  }, [isWanted, state.is === "signed-out"]);
  if (!isWanted) return null;
  return (
    <dialog
      ref={screen}
      className="connection-screen"
      aria-labelledby="connection-title"
      onCancel={(event) => event.preventDefault()}
    >
      {state.is === "signed-out" ? (
        <SignedOut onward={onward} onCheck={connection.connect} />
      ) : (
        <Gone onward={onward} state={state} />
      )}
    </dialog>
  );
}

/** The button that a person came for. */
interface Onward {
  onward: RefObject<HTMLButtonElement>;
}

function SignedOut({ onward, onCheck }: Onward & { onCheck(): void }) {
  // Whoever comes back from the terminal is likely signed in by now, in another tab of this browser.
  useEffect(() => {
    window.addEventListener("focus", onCheck);
    document.addEventListener("visibilitychange", onCheck);
    return () => {
      window.removeEventListener("focus", onCheck);
      document.removeEventListener("visibilitychange", onCheck);
    };
  }, [onCheck]);
  return (
    <>
      <span className="screen-icon">
        <Icon name="LuKey" size={24} />
      </span>
      <h1 id="connection-title">{text.signedOut}</h1>
      <p>{text.signedOutText}</p>
      <CommandLine command={text.signedOutCommand} />
      <p className="ov-muted">{text.signedOutNote}</p>
      <Button ref={onward} look="primary" icon="LuRefreshCw" onClick={onCheck}>
        {text.checkAgain}
      </Button>
    </>
  );
}

function Gone({ onward, state }: Onward & { state: ConnectionState }) {
  const { connection } = useServices();
  const now = useClock();
  const isStopping = state.is === "stopping";
  return (
    <>
      <span className="screen-icon" data-busy>
        <Icon name={isStopping ? "LuPower" : "LuPlug"} size={24} />
      </span>
      <h1 id="connection-title">
        {state.is === "connecting" ? text.connecting : isStopping ? text.stopping : text.lost}
      </h1>
      {state.is !== "connecting" && <p>{isStopping ? text.stoppingText : text.lostText}</p>}
      <CommandLine command={text.lostCommand} />
      {state.is === "lost" && (
        <p className="ov-muted screen-clock" aria-live="off">
          {text.lostFor(seconds(now - state.since))} · {text.nextTry(seconds(state.retryAt - now))}
        </p>
      )}
      <Button ref={onward} look="primary" icon="LuRefreshCw" onClick={connection.connect}>
        {text.tryNow}
      </Button>
    </>
  );
}

const seconds = (milliseconds: number): string => formatDuration(Math.max(0, Math.ceil(milliseconds / 1_000)) * 1_000);

function useClock(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Whether the screen is wanted: not for a connection that is back at once. */
function usePatience(state: ConnectionState): boolean {
  const [isLate, setLate] = useState(false);
  const isOpen = state.is === "open";
  useEffect(() => {
    if (isOpen) return setLate(false);
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, [isOpen]);
  return !isOpen && (isLate || state.is === "signed-out");
}
