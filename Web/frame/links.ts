/**
 * Leaves a view no `<link>` element. No directive of a Content-Security-Policy covers `rel=preconnect`, for which
 * browsers look up a name and open a connection: enough to carry words out of the frame, a name at a time.
 *
 * Trusted Types without a policy leave no way to write one as HTML, and the view's document has none that could be
 * changed or copied: its styles are imported by a `<style>`. What is left are the functions below. They are wrapped so
 * that a view which changes the prototypes of the language afterwards changes nothing here.
 */
const { apply } = Reflect;

export function refuseLinks(scope: Window & typeof globalThis) {
  const localName = getter(scope.Element.prototype, "localName");
  const documentElement = getter(scope.Document.prototype, "documentElement");
  const isLink = (element: unknown) => element !== null && apply(localName, element, []) === "link";
  const refuse = () => {
    throw new TypeError("a view has no <link> elements; styles that a module imports are linked by the engine");
  };

  for (const name of ["createElement", "createElementNS"] as const) {
    wrap(scope.Document.prototype, name, (original, self, args) => {
      const element = apply(original, self, args);
      return isLink(element) ? refuse() : element;
    });
  }
  wrap(scope.DOMImplementation.prototype, "createDocument", (original, self, args) => {
    const made = apply(original, self, args);
    return isLink(apply(documentElement, made, [])) ? refuse() : made;
  });
  // A class of one's own may extend an element that is there, and be made with `new`. Not here: the options are dropped.
  wrap(scope.CustomElementRegistry.prototype, "define", (original, self, args) =>
    apply(original, self, [args[0], args[1]]),
  );
  // These leave out what runs scripts, and a link runs none.
  const html: [object | undefined, string][] = [
    [scope.Element.prototype, "setHTML"],
    [scope.ShadowRoot.prototype, "setHTML"],
    [scope.Document, "parseHTML"],
  ];
  for (const [place, name] of html) if (place) Reflect.deleteProperty(place, name);
}

type Anything = (this: unknown, ...args: unknown[]) => unknown;

function getter(place: object, name: string): Anything {
  const get = Object.getOwnPropertyDescriptor(place, name)?.get;
  if (!get) throw new Error(`this browser has no ${name} where it is expected; no view is started in it`);
  return get as Anything;
}

/** Puts a function in the place of another, for good. */
function wrap(
  place: object,
  name: string,
  replacement: (original: Anything, self: unknown, args: unknown[]) => unknown,
) {
  const original = (place as { [name: string]: Anything })[name];
  if (!original) return;
  const value = {
    [name](this: unknown, ...args: unknown[]) {
      return replacement(original, this, args);
    },
  }[name];
  Object.defineProperty(place, name, { value, writable: false, configurable: false, enumerable: true });
}
