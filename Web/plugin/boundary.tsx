import { Component, type ErrorInfo, type ReactNode } from "react";
import type { Host } from "../bridge/host";
import { ErrorCard } from "../ui/index";
import { text } from "./text";

interface Props {
  host: Host;
  children: ReactNode;
}

/** Around the whole view: what is thrown while it renders ends it, and the window says so with its own card. */
export class Boundary extends Component<Props, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error("nothing was thrown as an error") };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo) {
    this.props.host.crashed(withComponents(error, componentStack));
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <ErrorCard title={text.crashed} detail={error instanceof Error ? error.message : String(error)} />;
  }
}

/** The same error with the components that it came through below its stack. */
function withComponents(error: unknown, components: string): unknown {
  if (!(error instanceof Error)) return error;
  const copy = new Error(error.message);
  copy.name = error.name;
  copy.stack = `${error.stack ?? error.message}\n\nin the components:${components}`;
  return copy;
}
