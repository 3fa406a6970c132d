import { ErrorCard } from "@omniview/plugin";
import { Component, type ReactNode } from "react";
import { strings } from "../strings";

/** Keeps a fault of one screen of the window from taking the others with it. */
export class ScreenBoundary extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className="screen-center">
        <ErrorCard
          title={strings.screens.crashed}
          detail={`${strings.screens.crashedText} ${error.message}`}
          onRetry={() => this.setState({ error: undefined })}
          {...(error.stack ? { trace: error.stack } : {})}
        />
      </div>
    );
  }
}
