import type { JSONValue } from "../../../bridge/socket";
import { strings } from "../../strings";

const text = strings.details.permissions.sentences;

/**
 * The permissions of a definition as sentences: those that are asked for, and those that are not.
 *
 * A kind that the engine does not give at all is in neither.
 */
export function readPermissions(permissions: JSONValue): { can: string[]; cannot: string[] } {
  const all = fieldsOf(permissions);
  const can: string[] = [];
  const cannot: string[] = [];
  const read = (kind: string, sentences: string[], none: string): void => {
    if (sentences.length > 0) can.push(...sentences);
    else if (kind in all || Object.keys(all).length === 0) cannot.push(none);
  };
  read("filesystem", listOf(all.filesystem).map(fileSentence), text.noFiles);
  read("network", listOf(all.network).map(networkSentence), text.noNetwork);
  read("exec", listOf(all.exec).map(programSentence), text.noPrograms);
  read("env", namesOf(all.env).map(text.variable), text.noVariables);
  read("secrets", namesOf(all.secrets).map(text.secret), text.noSecrets);
  const clipboard = typeof all.clipboard === "string" ? all.clipboard : "none";
  const words = text.clipboard[clipboard as keyof typeof text.clipboard];
  read("clipboard", words ? [words] : [], text.noClipboard);
  read("notifications", all.notifications === true ? [text.notifications] : [], text.noNotifications);
  return { can, cannot };
}

type Fields = { [name: string]: JSONValue };

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
  const words = Array.isArray(entry.args) ? entry.args.map(textOf).join(" ") : "*";
  return withReason(text.run(words === "*" ? command : `${command} ${words}`, words === "*"), entry);
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
