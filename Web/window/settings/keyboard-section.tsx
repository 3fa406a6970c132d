import { Card } from "@omniview/plugin";
import { keyNames } from "../commands/keys";
import { Keys } from "../layout/keys-hint";
import { useServices } from "../services";
import { strings } from "../strings";

/** Every key that the window knows. */
export function KeyboardSection() {
  const { commands } = useServices();
  const withKeys = commands().filter((command) => command.keys && command.title);
  return (
    <Card title={strings.settings.keyboard}>
      <table className="shortcuts">
        <tbody>
          {withKeys.map((command) => (
            <tr key={command.id}>
              <th scope="row">{command.title}</th>
              <td>
                {command.keys?.split(" ").map((keys) => (
                  <Keys key={keys} names={keyNames(keys)} />
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
