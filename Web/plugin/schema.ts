import type { Host } from "../bridge/host";
import { EngineError } from "./errors";
import { fromBase64 } from "./protobuf/base64";
import { Codec } from "./protobuf/codec";

const schemas = new WeakMap<Host, Promise<Codec>>();

/** The contract of the view's backend, asked for once. One that could not be had is asked for again. */
export function schemaOf(host: Host): Promise<Codec> {
  const known = schemas.get(host);
  if (known) return known;
  const asked = load(host);
  schemas.set(host, asked);
  asked.catch(() => forgetSchema(host));
  return asked;
}

export function forgetSchema(host: Host) {
  schemas.delete(host);
}

async function load(host: Host): Promise<Codec> {
  const answer = await host.request({ op: "schema" });
  if ("problem" in answer) throw new EngineError(answer.problem);
  const files = (answer.value as { files?: unknown } | null)?.files;
  if (!Array.isArray(files)) throw new Error("the engine sent no contract of the backend");
  return new Codec(files.map((file) => fromBase64(String(file))));
}
