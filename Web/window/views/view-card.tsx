import { Button, ErrorCard, Facts } from "@omniview/plugin";
import { useEffect, useState, type ReactNode } from "react";
import { sentence } from "../plugins/plugin-list-page";
import { useServices } from "../services";
import { strings } from "../strings";
import type { View } from "./view";
import { runOf, type ViewStatus } from "./view-status";

/** Milliseconds after which an empty place is worse than a picture of something to come. */
const skeletonAfter = 100;

interface ViewCardProps {
  view: View;
  status: ViewStatus;
  /** The contribution by which the view is here. */
  contribution: string | undefined;
  onClose: (() => void) | undefined;
}

/** What stands over a view when it is not ready: a skeleton, or what is wrong and what can be done. */
export function ViewCard({ view, status, contribution, onClose }: ViewCardProps) {
  const { workspace } = useServices();
  const text = strings.views;
  const close = onClose && <Button onClick={onClose}>{strings.close}</Button>;
  const again = (label: string) => (
    <Button look="primary" icon="LuRefreshCw" onClick={() => view.reload()}>
      {label}
    </Button>
  );
  switch (status.is) {
    case "ready":
      return null;
    case "opening":
    case "loading":
      return <Skeleton key={runOf(status)?.number ?? 0} />;
    case "waiting": {
      const reload = (
        <Button look="primary" icon="LuRefreshCw" onClick={() => location.reload()}>
          {text.reloadWindow}
        </Button>
      );
      return <Cover title={text.waiting} detail={text.waitingText} actions={[reload, close]} />;
    }
    case "slow":
      return <Cover title={text.slow} detail={text.slowText} actions={[again(text.reload), close]} isOver />;
    case "crashed": {
      const { plugin, version, title } = status.session;
      return (
        <Cover
          title={text.crashed(title)}
          detail={status.message}
          trace={status.stack}
          actions={[again(text.retry), close]}
        >
          <Facts
            facts={[
              [text.plugin, plugin],
              [text.version, version],
              [text.contribution, contribution ?? status.session.view],
            ]}
          />
        </Cover>
      );
    }
    case "quarantined": {
      const reset = (
        <Button look="primary" icon="LuRotateCcw" onClick={() => void view.reset()}>
          {text.reset}
        </Button>
      );
      return (
        <Cover
          title={text.quarantined}
          detail={text.quarantinedText(status.crashes)}
          trace={status.message}
          actions={[reset, close]}
        />
      );
    }
    case "refused": {
      const { problem } = status;
      const open = (
        <Button onClick={() => workspace.open({ page: "plugin", id: view.name.plugin, section: "overview" })}>
          {text.openPlugin}
        </Button>
      );
      const detail = problem.detail && sentence(problem.detail);
      return <Cover title={problem.title} detail={detail} actions={[again(text.retry), open, close]} />;
    }
  }
}

interface CoverProps {
  title: string;
  detail: string | undefined;
  trace?: string | undefined;
  actions: ReactNode[];
  /** Whether something of the view is still below. */
  isOver?: boolean;
  children?: ReactNode;
}

function Cover({ title, detail, trace, actions, isOver = false, children }: CoverProps) {
  return (
    <div className="view-cover" data-over={isOver}>
      <ErrorCard title={title} detail={detail} actions={<>{...actions}</>} {...(trace ? { trace } : {})}>
        {children}
      </ErrorCard>
    </div>
  );
}

function Skeleton() {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), skeletonAfter);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div className="view-skeleton" role="status">
      <span className="ov-hidden">{strings.views.loading}</span>
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}
