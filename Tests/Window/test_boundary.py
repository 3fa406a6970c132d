"""A view cannot leave its frame: each probe is blocked there, and works in a page without the boundary."""

import re

import pytest

from support.engine import PLUGINS
from support.waiting import eventually
from support.window import Window

SOURCE = (PLUGINS / "hostile/assets/probes.js").read_text()
PROBES = [one or other for one, other in re.findall(r'^  (?:"([\w-]+)"|(\w+)): ', SOURCE, re.MULTILINE)]

# These would take the whole document elsewhere: the window notices and takes the view away.
LEAVING = ["go-self", "go-self-refresh", "download"]
STAYING = [name for name in PROBES if name not in LEAVING]

# What a probe says that was refused nothing at once: what came of it, only the server knows.
BEGUN = "begun"


@pytest.fixture(scope="module")
def views(browser, signed_in, engine):
    """A window with three views open side by side: one to probe from, one of its plugin, one of another."""
    context = browser.new_context(storage_state=signed_in, viewport={"width": 1280, "height": 800})
    window = Window(context.new_page(), engine)
    for place in ("views/neighbour/quiet", "views/hostile/quiet", "views/hostile/probe"):
        window.go(place).expect_status("ready")
    yield window
    context.close()


@pytest.mark.parametrize("name", STAYING)
def test_a_view_cannot(name, views, sink):
    views.go(f"views/hostile/probe/{sink.port}/{name}")
    output = views.inside().locator(f"output#{name}[data-verdict]")
    output.wait_for(state="attached")
    verdict, text = output.get_attribute("data-verdict"), output.text_content()
    assert verdict == "blocked" or text == BEGUN, f"it got: {text}"
    assert not sink.taken()
    views.expect_status("ready")


@pytest.mark.parametrize("name", LEAVING)
def test_a_view_cannot_leave(name, window, sink):
    window.go(f"views/hostile/leaver/{sink.port}/{name}")
    window.page.locator(".view[data-status=crashed], .view[data-status=quarantined]").wait_for()
    assert not sink.taken()


@pytest.fixture(scope="module")
def open_context(browser):
    """A context for the pages without a boundary. What one leaves in it does not matter to the next."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.mark.parametrize("name", PROBES)
def test_without_the_boundary_it_can(name, open_context, control, sink):
    page = open_context.new_page()
    page.goto(f"{control.url}/window.html?{sink.port}/{name}", wait_until="commit")
    output = page.frame_locator("iframe[name=view]").locator(f"output#{name}[data-verdict=worked]")

    def got():
        if sink.taken():
            return True
        return output.count() and output.text_content() != BEGUN

    assert eventually(got), "the probe does not work anywhere, so it proves nothing"
    page.wait_for_load_state()  # Chromium may never answer when a page is closed in the middle of a navigation.
    page.close()
