import { Icon } from "@omniview/plugin";
import { contributedTo } from "../engine/contributions";
import { Page } from "../layout/page";
import { PluginSettings } from "../plugins/details/settings-section";
import { formatRoute } from "../routes/route";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";
import { ViewFrame } from "../views/view-frame";
import { AppearanceSection } from "./appearance-section";
import { DoctorSection } from "./doctor-section";
import { EngineSection } from "./engine-section";
import { KeyboardSection } from "./keyboard-section";
import "./settings.css";

const text = strings.settings;

interface Entry {
  section: string;
  title: string;
  icon: string;
}

const own: Entry[] = [
  { section: "appearance", title: text.appearance, icon: "LuPalette" },
  { section: "keyboard", title: text.keyboard, icon: "LuCommand" },
  { section: "engine", title: text.engine, icon: "LuServer" },
  { section: "doctor", title: text.doctor, icon: "LuCircleCheck" },
];

const commands: { [section: string]: string } = { engine: "omniview status", doctor: "omniview doctor" };

/** The settings of the window and the engine, and those of each plugin. */
export function SettingsPage({ section, isVisible }: { section: string; isVisible: boolean }) {
  const { contributions, plugins } = useServices();
  const pages = contributedTo("settings-page", useStore(contributions).value).filter((page) => page.view !== undefined);
  const list = useStore(plugins).value ?? [];
  const withSettings = list.filter((plugin) => plugin.capabilities.includes("settings"));
  const [kind = "", plugin = "", id = ""] = section.split("/");
  const page = kind === "page" ? pages.find((each) => each.plugin === plugin && each.id === id) : undefined;
  const named = kind === "plugin" ? withSettings.find((each) => each.id === plugin) : undefined;
  const selected = page || named || own.some((each) => each.section === section) ? section : "appearance";
  const command = named ? `omniview plugin settings get ${named.id}` : commands[selected];
  return (
    <Page title={text.title} isFilled {...(command ? { command } : {})}>
      <div className="settings">
        <nav className="settings-list" aria-label={text.sections}>
          <List title={text.window} entries={own} selected={selected} />
          {withSettings.length > 0 && (
            <List
              title={text.plugins}
              selected={selected}
              entries={withSettings.map((each) => ({
                section: `plugin/${each.id}`,
                title: each.name,
                icon: each.icon ?? "LuBoxes",
              }))}
            />
          )}
          {pages.length > 0 && (
            <List
              title={text.pages}
              selected={selected}
              entries={pages.map((each) => ({
                section: `page/${each.plugin}/${each.id}`,
                title: each.title,
                icon: each.icon ?? "LuPuzzle",
              }))}
            />
          )}
        </nav>
        <div className="settings-body">
          {selected === "appearance" && <AppearanceSection />}
          {selected === "keyboard" && <KeyboardSection />}
          {selected === "engine" && <EngineSection isVisible={isVisible} />}
          {selected === "doctor" && <DoctorSection />}
          {named && <PluginSettings key={named.id} id={named.id} name={named.name} />}
          {page?.view && (
            <div className="settings-view">
              <ViewFrame
                key={section}
                plugin={page.plugin}
                view={page.view}
                title={page.title}
                contribution={page.id}
                context={{ kind: "settings-page" }}
                isVisible={isVisible}
              />
            </div>
          )}
        </div>
      </div>
    </Page>
  );
}

function List({ title, entries, selected }: { title: string; entries: Entry[]; selected: string }) {
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {entries.map(({ section, title: name, icon }) => (
          <li key={section}>
            <a
              href={formatRoute({ page: "settings", section })}
              aria-current={section === selected ? "page" : undefined}
            >
              <Icon name={icon} size={16} />
              {name}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
