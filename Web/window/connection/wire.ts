import type { Answer } from "../../bridge/socket";

/** A binary message: the number of the call, big-endian, and the payload. */
export function joinPayload(id: number, payload: ArrayBuffer): ArrayBuffer {
  const joined = new Uint8Array(4 + payload.byteLength);
  new DataView(joined.buffer).setUint32(0, id);
  joined.set(new Uint8Array(payload), 4);
  return joined.buffer;
}

/** The number and the payload of a binary message; nothing when it is too short to have a number. */
export function splitPayload(data: ArrayBuffer): { id: number; payload: ArrayBuffer } | undefined {
  if (data.byteLength < 4) return undefined;
  return { id: new DataView(data).getUint32(0), payload: data.slice(4) };
}

/** A text message of the engine; nothing when it is none. The engine is trusted: only its outer shape is looked at. */
export function readAnswer(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && "op" in value) return value as Answer;
  } catch {
    // Falls through.
  }
  return undefined;
}
