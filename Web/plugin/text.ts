/** Every word that the kit says by itself. */
export const text = {
  crashed: "This view has crashed",
  noView: (id: string) => `There is no view “${id}” here`,
  noViewDetail: "The definition lists it, but the entry module does not. It belongs into the call of views().",
};
