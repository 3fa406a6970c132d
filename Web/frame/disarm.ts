/**
 * Takes away what would reach the network or the user past the document's policy, before any code of the plugin runs.
 *
 * No directive of a Content-Security-Policy covers WebRTC. The others here are refused by the sandbox or by the policy
 * of permissions already, in browsers that know all of it; taken away, they need not be trusted to be refused.
 */
const names = [
  "WebTransport",
  "WebSocketStream",
  "TCPSocket",
  "UDPSocket",
  "Presentation",
  "PresentationRequest",
  "PaymentRequest",
  "Notification",
  "EyeDropper",
  "IdleDetector",
  "SpeechRecognition",
  "webkitSpeechRecognition",
  "SpeechSynthesisUtterance",
  "speechSynthesis",
  "XSLTProcessor",
  "fetchLater",
  "documentPictureInPicture",
  "launchQueue",
  "showOpenFilePicker",
  "showSaveFilePicker",
  "showDirectoryPicker",
  "SharedWorker",
  "Worker",
];

const navigatorNames = [
  "vibrate",
  "share",
  "sendBeacon",
  "registerProtocolHandler",
  "requestMIDIAccess",
  "getGamepads",
];

/** Every name that is gone afterwards. */
export function disarm(scope: Window & typeof globalThis): string[] {
  const realTime = Object.getOwnPropertyNames(scope).filter((name) => /^(webkit|moz)?RTC/.test(name));
  const gone = [...realTime, ...names].filter((name) => name in scope);
  for (const name of gone) remove(scope, name);
  for (const name of navigatorNames) remove(Navigator.prototype, name);
  return gone;
}

/** An attribute of an interface stands on its prototype, so both are looked at. */
function remove(object: object, name: string) {
  for (let place: object | null = object; place !== null; place = Object.getPrototypeOf(place)) {
    if (!Object.prototype.hasOwnProperty.call(place, name)) continue;
    if (!Reflect.deleteProperty(place, name)) {
      Reflect.defineProperty(place, name, { value: undefined, writable: false, configurable: false });
    }
  }
  if ((object as { [key: string]: unknown })[name] !== undefined) {
    throw new Error(`this browser does not let go of ${name}; no view is started in it`);
  }
}

/**
 * A frame inside the view has all of it anew. Nothing can be taken from it, since its document is of another origin;
 * but a document that the view writes itself (`srcdoc`) could run a script of the plugin there. Only Trusted Types
 * without any policy leave no way to write one. The view's document demands them; a browser that does not know them
 * starts no view.
 */
export function canSeal(scope: object): boolean {
  return "trustedTypes" in scope;
}
