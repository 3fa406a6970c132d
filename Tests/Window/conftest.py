"""What all tests of the window share: one engine with real plugins, one Chromium, and a context for each test."""

import signal

import pytest
from playwright.sync_api import expect, sync_playwright

from support.engine import PLUGINS, ROOT, Engine
from support.sink import Sink
from support.waiting import PATIENCE

ARTIFACTS = ROOT / ".build/window-tests"
SECONDS = 90

expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(autouse=True)
def limit():
    """No test waits for ever, whatever browser or engine does not answer."""

    def end(*_):
        raise TimeoutError(f"the test took more than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def engine():
    with Engine(("hello", "hello"), ("hostile", "hello"), ("neighbour", None), ("many", None)) as engine:
        yield engine


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        # Root, as in a container, has no sandbox of Chromium's own; what is tested is the boundary between documents.
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(browser, engine):
    """What a browser keeps that has used a one-time link."""
    context = browser.new_context()
    context.request.get(engine.link())
    state = context.storage_state()
    context.close()
    assert state["cookies"], "the one-time link set no cookie"
    return state


@pytest.fixture
def context(browser, signed_in):
    context = browser.new_context(storage_state=signed_in, viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def window(context, engine):
    """The window, signed in, at its settings: no view is there yet."""
    from support.window import Window

    return Window(context.new_page(), engine).go("settings/appearance")


@pytest.fixture
def greeting(engine):
    """What hello's greeting is, which a test may change: it is Hello again afterwards."""

    def now():
        return next(each.get("value") for each in engine.api("GET", path) if each["id"] == "greeting")

    path = "/v1/plugins/hello/settings"
    yield now
    engine.api("PUT", path, {"values": {"greeting": "Hello"}})


@pytest.fixture
def sink():
    with Sink() as sink:
        yield sink


@pytest.fixture(scope="session")
def control():
    """A server of pages without any boundary, which run the same probes."""
    with Sink(ROOT / "Tests/Window/control", PLUGINS / "hostile/assets") as control:
        yield control
