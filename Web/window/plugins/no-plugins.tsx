import { Button, Card, Icon } from "@omniview/plugin";
import { CommandLine } from "../layout/command-line";
import { Page } from "../layout/page";
import { useServices } from "../services";
import { strings } from "../strings";

const text = strings.plugins.empty;

/** What to do where there is no plugin yet. */
export function NoPlugins({ title = strings.plugins.title }: { title?: string }) {
  const { installations } = useServices();
  return (
    <Page title={title}>
      <div className="first-steps">
        <h2>{text.title}</h2>
        <p>{text.text}</p>
        <div className="first-steps-cards">
          {text.cards.map((card) => (
            <Card key={card.title}>
              <Icon name={card.icon} size={22} />
              <h3>{card.title}</h3>
              <p className="ov-muted">{card.text}</p>
              {"installs" in card && (
                <Button look="primary" icon="LuPackage" onClick={installations.open}>
                  {strings.install.open}
                </Button>
              )}
              {card.commands.map((command) => (
                <CommandLine key={command} command={command} />
              ))}
            </Card>
          ))}
        </div>
      </div>
    </Page>
  );
}
