"""How long the window takes from a key to the next picture."""

_LISTEN = """() => {
  self.latencies = [];
  self.pressed ??= addEventListener("keydown", ({ timeStamp }) =>
    requestAnimationFrame(() => setTimeout(() => latencies.push(performance.now() - timeStamp)))) ?? true;
}"""


def measure(page, presses=20, pause=50):
    """Presses a key that stands for nothing so often, and gives the milliseconds of each until it was drawn."""
    page.evaluate(_LISTEN)
    # A view may have the focus, and then has the keys.
    page.get_by_role("button", name="Notifications").focus()
    for count in range(1, presses + 1):
        page.keyboard.press("F9")
        page.wait_for_function("count => latencies.length >= count", arg=count)
        page.wait_for_timeout(pause)
    return page.evaluate("() => latencies")
