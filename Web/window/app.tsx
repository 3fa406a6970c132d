import { Palette } from "./commands/palette";
import { InstallDialog } from "./install/install-dialog";
import { SideBar } from "./layout/side-bar";
import { StatusBar } from "./layout/status-bar";
import { TopBar } from "./layout/top-bar";
import { ConfirmAction } from "./plugins/confirm-action";
import { ConnectionScreen } from "./screens/connection-screen";
import { ScreenBoundary } from "./screens/screen-boundary";
import { ServicesContext, type Services } from "./services";
import { strings } from "./strings";
import { WorkArea } from "./workspace/work-area";

/** The window. */
export function App({ services }: { services: Services }) {
  return (
    <ServicesContext.Provider value={services}>
      <ScreenBoundary>
        <a className="skip" href="#content" onClick={skip}>
          {strings.skip}
        </a>
        <div className="window">
          <TopBar />
          <SideBar />
          <WorkArea />
          <StatusBar />
        </div>
        <ConfirmAction />
        <InstallDialog />
        <Palette />
        <ConnectionScreen />
      </ScreenBoundary>
    </ServicesContext.Provider>
  );
}

/** The address belongs to the workspace, so the link moves the focus itself. */
function skip(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
