import { Card, Icon } from "@omniview/plugin";
import type { ReactNode } from "react";
import type { JSONValue } from "../../../bridge/socket";
import type { PluginDetail } from "../../engine/types";
import { strings } from "../../strings";
import { sentence } from "../plugin-list-page";
import { readPermissions } from "./permission-sentences";
import type { SectionProps } from "./plugin-page";

const text = strings.details.permissions;

/** What a plugin asks for. */
export function PermissionsSection({ detail }: SectionProps) {
  const { permissions, relaxations, summary } = detail;
  return (
    <div className="permissions" role="group" aria-label={strings.details.sections.permissions} tabIndex={0}>
      <Permissions
        permissions={permissions}
        relaxations={relaxations}
        hasBackend={summary.has_backend}
        hasViews={summary.has_ui}
      />
    </div>
  );
}

interface PermissionsProps {
  permissions: JSONValue;
  relaxations: PluginDetail["relaxations"];
  hasBackend: boolean;
  hasViews: boolean;
}

/**
 * What a plugin asks for, in sentences, and what its views can and cannot do whatever it asks for; the same for one
 * that is installed and for one that is to be.
 */
export function Permissions({ permissions, relaxations, hasBackend, hasViews }: PermissionsProps) {
  const { can, cannot } = readPermissions(permissions);
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
          <div className="permissions-columns">
            <Sentences title={text.asks} kind="can" empty={text.asksNothing} sentences={can} />
            {cannot.length > 0 && <Sentences title={text.asksNot} kind="cannot" empty="" sentences={cannot} />}
          </div>
        </Card>
      )}
      {hasViews && (
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

interface SentencesProps {
  title: string;
  kind: "can" | "cannot";
  empty: string;
  sentences: readonly string[];
}

function Sentences({ title, kind, empty, sentences }: SentencesProps) {
  return (
    <section>
      <h3>{title}</h3>
      {sentences.length === 0 && <p className="ov-muted">{empty}</p>}
      <ul className="sentences">
        {sentences.map((each) => (
          <Sentence key={each} kind={kind}>
            {each}
          </Sentence>
        ))}
      </ul>
    </section>
  );
}

const icons = { can: "LuCheck", cannot: "LuX", warn: "LuTriangleAlert" };

function Sentence({ kind, children }: { kind: keyof typeof icons; children: ReactNode }) {
  return (
    <li data-kind={kind}>
      <Icon name={icons[kind]} size={15} />
      <span>{children}</span>
    </li>
  );
}
