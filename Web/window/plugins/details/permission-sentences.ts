import type { JSONValue } from "../../../bridge/socket";
import { strings } from "../../strings";

const text = strings.details.permissions.sentences;

/**
 * The permissions of a definition as sentences: those that are asked for from the start, those that are asked for when
 * they are first needed, and those that are not asked for at all.
 *
 * A kind that the engine does not give at all is in none.
 */
export function readPermissions(
  permissions: JSONValue,
  optional: JSONValue = {},
): { can: string[]; later: string[]; cannot: string[] } {
  const [now, later] = [fieldsOf(permissions), fieldsOf(optional)];
  const result = { can: [] as string[], later: [] as string[], cannot: [] as string[] };
  for (const [kind, none, sentencesOf] of kinds) {
    const [can, afterwards] = [sentencesOf(now[kind]), sentencesOf(later[kind])];
    result.can.push(...can);
    result.later.push(...afterwards);
    const isTold = kind in now || Object.keys(now).length === 0;
    if (isTold && can.length === 0 && afterwards.length === 0) result.cannot.push(none);
  }
  return result;
}

type Fields = { [name: string]: JSONValue };

/** Each kind of permission, what to say when it is not asked for, and what it is that is asked for. */
const kinds: [kind: string, none: string, sentencesOf: (value: JSONValue | undefined) => string[]][] = [
  ["filesystem", text.noFiles, (value) => listOf(value).map(fileSentence)],
  ["network", text.noNetwork, (value) => listOf(value).map(networkSentence)],
  ["exec", text.noPrograms, (value) => listOf(value).map(programSentence)],
  ["env", text.noVariables, (value) => namesOf(value).map(text.variable)],
  ["secrets", text.noSecrets, (value) => namesOf(value).map(text.secret)],
  ["clipboard", text.noClipboard, (value) => clipboardSentence(value)],
  ["notifications", text.noNotifications, (value) => (value === true ? [text.notifications] : [])],
];

function clipboardSentence(value: JSONValue | undefined): string[] {
  const words = typeof value === "string" ? text.clipboard[value as keyof typeof text.clipboard] : undefined;
  return words ? [words] : [];
}

function fileSentence(entry: Fields): string {
  const path = textOf(entry.path);
  const where = path === "${data}" ? text.dataFolder : path;
  const sentence = entry.access === "readwrite" ? text.readWrite(where) : text.read(where);
  return withReason(sentence, entry);
}

function networkSentence(entry: Fields): string {
  const host = textOf(entry.host);
  const where = host === "*" ? text.anyHost : host.startsWith("*.") ? text.anyBelow(host.slice(2)) : host;
  return withReason(text.connect(where, textOf(entry.port)), entry);
}

function programSentence(entry: Fields): string {
  const command = textOf(entry.command);
  const words = Array.isArray(entry.args) ? entry.args.map(textOf).join(" ") : "";
  const isAny = words === "" || words === "*";
  return withReason(text.run(isAny ? command : `${command} ${words}`, isAny), entry);
}

const withReason = (sentence: string, { reason }: Fields): string =>
  typeof reason === "string" && reason ? text.because(sentence, reason) : sentence;

const textOf = (value: JSONValue | undefined): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

const fieldsOf = (value: JSONValue | undefined): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

const listOf = (value: JSONValue | undefined): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

const namesOf = (value: JSONValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
