import { Button, Card, Field, Switch } from "@omniview/plugin";
import { appearance, theme, type Appearance } from "../appearance/appearance";
import { toggleSideBarWidth, useSideBarWidth } from "../layout/side-bar-width";
import { useServices } from "../services";
import { useStore } from "../state/store";
import { strings } from "../strings";

const text = strings.appearance;
const schemes: Appearance["scheme"][] = ["system", "light", "dark"];

/** How the window looks. */
export function AppearanceSection() {
  const { workspace } = useServices();
  const { scheme } = useStore(appearance);
  const { reducedMotion } = useStore(theme);
  const isWide = useSideBarWidth();
  return (
    <Card title={strings.settings.appearance}>
      <div className="ov-form">
        <div className="ov-field">
          <div className="ov-field-name">
            <span id="look" className="ov-field-label">{text.look}</span>
            <span className="ov-field-help">{text.lookText}</span>
          </div>
          <div className="scheme-choice" role="radiogroup" aria-labelledby="look">
            {schemes.map((each) => (
              <label key={each} data-scheme-of={each}>
                <input
                  type="radio"
                  name="scheme"
                  checked={scheme === each}
                  onChange={() => appearance.update((before) => ({ ...before, scheme: each }))}
                />
                <i aria-hidden>
                  <b />
                  <b />
                  <b />
                </i>
                <span>{text.schemes[each]}</span>
              </label>
            ))}
          </div>
        </div>
        <Field label={text.names} help={text.namesText}>
          {(ids) => <Switch checked={isWide} onChange={toggleSideBarWidth} {...ids} />}
        </Field>
        <div className="ov-field">
          <div className="ov-field-name">
            <span className="ov-field-label">{text.motion}</span>
            <span className="ov-field-help">{text.motionText}</span>
          </div>
          <div className="ov-field-line">{reducedMotion ? text.reduced : text.full}</div>
        </div>
        <div className="ov-field">
          <div className="ov-field-name">
            <span className="ov-field-label">{text.reset}</span>
            <span className="ov-field-help">{text.resetText}</span>
          </div>
          <div className="ov-field-line">
            <Button onClick={() => workspace.reset()}>{text.resetAction}</Button>
          </div>
        </div>
      </div>
    </Card>
  );
}
