const states: { [state: string]: [text: string, colour: string] } = {
  PROCESS_STATE_RUNNING: ["running", "var(--ov-good)"],
  PROCESS_STATE_SLEEPING: ["sleeping", "var(--ov-line-strong)"],
  PROCESS_STATE_WAITING: ["waiting", "var(--ov-warn)"],
  PROCESS_STATE_STOPPED: ["stopped", "var(--ov-info)"],
  PROCESS_STATE_ZOMBIE: ["zombie", "var(--ov-bad)"],
  PROCESS_STATE_IDLE: ["idle", "var(--ov-line-strong)"],
};

/** What a process is at: a dot and a word. */
export function StateMark({ state }: { state: string }) {
  const [text, colour] = states[state] ?? ["unknown", "var(--ov-line-strong)"];
  return (
    <span className="machine-state">
      <span className="ov-dot" style={{ color: colour }} aria-hidden />
      {text}
    </span>
  );
}
