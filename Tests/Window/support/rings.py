"""The focus ring of what has the focus: whether there is one, and whether all of it is to be seen."""

_RING = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused.tagName === "IFRAME") return null;
  // A ring may be drawn around something else, such as the picture of a hidden radio button.
  const around = [focused, focused.nextElementSibling, focused.parentElement];
  const hasRing = (element) => element && getComputedStyle(element).outlineStyle !== "none";
  const ringed = around.find(hasRing);
  const name = `${focused.tagName} ${focused.getAttribute("aria-label") ?? focused.textContent.trim().slice(0, 40)}`;
  if (!ringed) return { name, fault: "there is no ring" };
  const { outlineWidth, outlineOffset } = getComputedStyle(ringed);
  const space = parseFloat(outlineWidth) + parseFloat(outlineOffset);
  const box = ringed.getBoundingClientRect();
  const isCut = (left, top, right, bottom) =>
    box.left - space < left - 0.5 || box.top - space < top - 0.5 ||
    box.right + space > right + 0.5 || box.bottom + space > bottom + 0.5;
  if (isCut(0, 0, innerWidth, innerHeight)) return { name, fault: "it is cut off by the window" };
  for (let element = ringed.parentElement; element && element !== document.body; element = element.parentElement) {
    if (getComputedStyle(element).overflow === "visible") continue;
    const { left, top } = element.getBoundingClientRect();
    const [x, y] = [left + element.clientLeft, top + element.clientTop];
    if (isCut(x, y, x + element.clientWidth, y + element.clientHeight)) {
      return { name, fault: `it is cut off by ${element.className || element.tagName}` };
    }
  }
  return { name };
}"""


def ring(page):
    """The name of what has the focus, with the fault of its ring if there is one; None in a view, which has its own."""
    return page.evaluate(_RING)
