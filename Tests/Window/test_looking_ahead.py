"""What a browser does ahead of a person, such as connecting, carries no words of a view out.

Chromium does it only with a profile that is kept, and not when it is told to leave the network alone in the background,
as tools that drive it do. So this has a browser as a person has it.
"""

import contextlib

import pytest
from playwright.sync_api import Error

from support.waiting import eventually
from support.window import Window


@pytest.fixture(scope="module")
def persons_window(browser, engine, tmp_path_factory):
    playwright = browser.browser_type
    context = playwright.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--host-resolver-rules=MAP *.out.test 127.0.0.1"],
        ignore_default_args=["--disable-background-networking"],
    )
    page = context.new_page()
    page.goto(engine.link())
    yield Window(page, engine)
    context.close()


@pytest.mark.parametrize("rel", ["preconnect", "dns-prefetch", "prefetch"])
def test_no_link_connects(rel, persons_window, sink):
    frame = persons_window.go("views/neighbour/quiet").expect_status("ready").frame()
    with contextlib.suppress(Error):  # The frame refuses the element; where it does not, the policy must do.
        _add_link(frame, rel, sink)
    frame.wait_for_timeout(300)  # Nothing tells that nothing happens.
    assert not sink.taken()


@pytest.mark.parametrize("rel", ["preconnect", "prefetch"])
def test_without_the_boundary_it_connects(rel, persons_window, control, sink):
    page = persons_window.page.context.new_page()
    page.goto(f"{control.url}/sibling.html")
    _add_link(page, rel, sink)
    assert eventually(lambda: sink.connections)
    page.close()


def _add_link(document, rel, sink):
    document.evaluate(
        "([rel, href]) => document.head.append(Object.assign(document.createElement('link'), { rel, href }))",
        [rel, f"http://secret.out.test:{sink.port}/"],
    )
