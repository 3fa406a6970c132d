import { CodecError } from "./error";

/** Bytes as base64 of the usual alphabet, padded. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  // In pieces: a function takes only so many arguments.
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
}

/** Reads both alphabets, with padding or without. */
export function fromBase64(text: string): Uint8Array {
  let decoded: string;
  try {
    decoded = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  } catch {
    throw new CodecError("a text is not base64");
  }
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
}
