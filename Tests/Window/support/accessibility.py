"""What axe-core finds in a page, and in the document of each view: those it cannot reach from the page."""

from axe_playwright_python.base import AXE_SCRIPT

_RUN = """async () => {
  const { violations } = await axe.run(document, { iframes: false, resultTypes: ["violations"] });
  return violations.map(({ id, impact, help, nodes }) =>
    ({ id, impact, help, nodes: nodes.map(({ target, html }) => `${target} ${html.slice(0, 120)}`) }));
}"""


def serious(page):
    """Violations that are serious or critical, in words."""
    found = []
    for frame in page.frames:
        if frame.is_detached() or (frame.parent_frame and not frame.frame_element().is_visible()):
            continue
        frame.evaluate(AXE_SCRIPT)
        for each in frame.evaluate(_RUN):
            if each["impact"] in ("serious", "critical"):
                found.append(f"{each['id']}: {each['help']}: {'; '.join(each['nodes'])}")
    return found
