import { Card, Icon } from "@omniview/plugin";
import type { JSONValue } from "../../../bridge/socket";
import type { PluginDetail } from "../../engine/types";
import { strings } from "../../strings";
import { sentence } from "../plugin-list-page";
import { readPermissions } from "./permission-sentences";
import type { SectionProps } from "./plugin-page";
import { Sentence, Sentences } from "./sentences";
import { TrustCard } from "./trust-card";

const text = strings.details.permissions;

/** What a plugin asks for, and whether a person trusts it with the window. */
export function PermissionsSection({ detail, refresh }: SectionProps) {
  const { relaxations, summary } = detail;
  return (
    <div className="permissions" role="group" aria-label={strings.details.sections.permissions} tabIndex={0}>
      {detail.ui_isolation === "shell" && <TrustCard detail={detail} refresh={refresh} />}
      <Permissions
        permissions={detail.permissions}
        optional={detail.optional_permissions}
        relaxations={relaxations}
        hasBackend={summary.has_backend}
        hasFramedViews={summary.has_ui && !detail.ui_trusted}
      />
    </div>
  );
}

interface PermissionsProps {
  /** Null when its definition has no words for them. */
  permissions: JSONValue;
  /** Those that are asked for when they are first needed. */
  optional: JSONValue;
  relaxations: PluginDetail["relaxations"];
  hasBackend: boolean;
  /** Whether it has views, and they are kept in frames. */
  hasFramedViews: boolean;
}

/**
 * What a plugin asks for, in sentences, and what its views can and cannot do whatever it asks for; the same for one
 * that is installed and for one that is to be.
 */
export function Permissions({ permissions, optional, relaxations, hasBackend, hasFramedViews }: PermissionsProps) {
  const { can, later, cannot } = readPermissions(permissions, optional);
  return (
    <>
      {relaxations.length > 0 && (
        <Card title={text.relaxations}>
          <ul className="sentences">
            {relaxations.map((relaxation) => (
              <Sentence key={relaxation.code} kind="warn">
                {sentence(relaxation.message)}
              </Sentence>
            ))}
          </ul>
        </Card>
      )}
      {hasBackend && (
        <Card title={text.backend}>
          <p className="permissions-note">
            <Icon name="LuTriangleAlert" size={15} />
            {text.notEnforced}
          </p>
          {permissions === null ? (
            <p>{text.cannotAsk}</p>
          ) : (
            <div className="permissions-columns">
              <Sentences title={text.asks} kind="can" empty={text.asksNothing} sentences={can} />
              {later.length > 0 && <Sentences title={text.asksLater} kind="can" empty="" sentences={later} />}
              {cannot.length > 0 && <Sentences title={text.asksNot} kind="cannot" empty="" sentences={cannot} />}
            </div>
          )}
        </Card>
      )}
      {hasFramedViews && (
        <Card title={text.views}>
          <div className="permissions-columns">
            <Sentences title={text.can} kind="can" empty="" sentences={text.viewsCan} />
            <Sentences title={text.cannot} kind="cannot" empty="" sentences={text.viewsCannot} />
          </div>
        </Card>
      )}
    </>
  );
}
