"""Nothing of a plugin is fetched before somebody looks at a view of it, and what is closed is gone."""

import pytest

from support.remains import Remains, connections, open_and_close
from support.tap import Tap
from support.waiting import eventually
from support.window import Window


@pytest.fixture
def tapped(browser, engine):
    """A window whose every request is seen on the line."""
    with Tap(engine.port) as tap:
        tapped = browser.browser_type.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", tap.rules])
        context = tapped.new_context()
        # Without the page: its dashboard shows a card of hello, and this begins elsewhere.
        context.request.get(engine.link())
        window = Window(context.new_page(), engine).go("settings/appearance")
        tap.requests.clear()
        yield window.reload(), tap
        tapped.close()


def test_nothing_of_a_plugin_is_fetched_before_its_first_view(tapped):
    window, tap = tapped
    for place in ("plugins", "plugins/hostile", "plugins/hostile/permissions", "settings/keyboard"):
        window.go(place)
        window.page.get_by_role("heading", level=1).filter(visible=True).first.wait_for()
    assert window.page.get_by_role("link", name="Quiet").count()  # What it contributes is there by name.
    assert tap.paths("127.0.0.1"), "the tap sees nothing"
    assert {host for host, _ in tap.requests} == {"127.0.0.1"}
    assert not [path for _, path in tap.requests if "/assets/" in path or path.startswith("/view/")]

    window.go("views/neighbour/quiet").expect_status("ready")
    assert {host for host, _ in tap.requests} == {"127.0.0.1", "neighbour.localhost"}
    assert len([path for path in tap.paths("neighbour.localhost") if path.endswith("/entry.js")]) == 1


def test_the_window_itself_is_in_the_cache(tapped):
    window, tap = tapped
    tap.requests.clear()
    window.reload()
    assert "/" in tap.paths("127.0.0.1")
    assert not [path for path in tap.paths("127.0.0.1") if path.startswith("/web/")]


def test_a_view_fetches_each_file_once(tapped):
    """A frame without an origin has a cache of its own, in Chromium: one that ends with it."""
    window, tap = tapped
    for _ in range(2):
        tap.requests.clear()
        window.go("views/many/view-1").expect_status("ready")
        fetched = tap.paths("many.localhost")
        assert len(fetched) == len(set(fetched)), fetched
        window.close_tab()
        window.page.wait_for_function("() => document.querySelectorAll('.view iframe').length === 0")


def test_the_view_that_was_closed_last_is_made_ahead(tapped):
    """It has its files, has run nothing of the plugin, and is taken when the view is opened again, but for no other."""
    window, _ = tapped
    page = window.page
    window.go("views/many/view-1").expect_status("ready")
    with page.expect_event("framenavigated", lambda frame: frame.url.endswith("&ahead")) as navigated:
        window.close_tab()
    ahead = navigated.value
    page.wait_for_function("() => document.querySelectorAll('.view iframe').length === 0")
    assert "/view/view-1?" in ahead.url
    ahead.wait_for_function(
        "() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/plugin.js'))"
    )
    assert ahead.evaluate(
        "() => performance.getEntriesByType('resource').every(({ name }) => !name.endsWith('/entry.js'))"
    )
    assert ahead.evaluate("() => document.getElementById('root').childNodes.length") == 0
    ahead.evaluate("() => { self.marker = 'made ahead' }")

    window.go("views/many/view-2").expect_status("ready")
    assert window.frame().evaluate("() => self.marker") is None
    window.go("views/many/view-1").expect_status("ready")
    assert window.frame().evaluate("() => self.marker") == "made ahead"


def test_a_hidden_tab_is_not_loaded_after_a_reload(tapped):
    window, tap = tapped
    window.go("views/many/view-1").expect_status("ready")
    window.go("views/many/view-2").expect_status("ready")
    tap.requests.clear()
    window.reload().expect_status("ready")
    views = [path.split("?")[0] for path in tap.paths("many.localhost") if path.startswith("/view/")]
    assert views == ["/view/view-2"]


def test_opening_wakes_the_backend_and_closing_lets_it_go(window, engine):
    def reason():
        return engine.api("GET", "/v1/plugins/hostile")["summary"]["reason"]["message"]

    window.go("views/hostile/well").expect_status("ready")
    assert eventually(lambda: engine.api("GET", "/v1/plugins/hostile")["summary"]["phase"] == "running")
    assert "view well" in reason()
    window.close_tab()
    assert eventually(lambda: "view well" not in reason())


def test_twenty_views_opened_and_closed_again_leave_nothing(window):
    remains = Remains(window)
    open_and_close(window)  # What is made once, such as what the browser keeps of a code path, is there after this.
    before = remains.count()
    rounds = 2
    for _ in range(rounds):
        open_and_close(window)
    same = ("frames", "documents", "nodes", "listeners", "descriptors")
    slack = 2

    def grown():
        now = remains.count()
        return {name: (before[name], now[name]) for name in same if now[name] > before[name] + slack}

    # A frame that was removed goes when the browser gets to it.
    eventually(lambda: not grown())
    assert grown() == {}
    # Less than the smallest thing that belongs to a view would take.
    assert (remains.count()["heap"] - before["heap"]) / (rounds * 20) < 10_000


def test_a_window_that_is_closed_leaves_no_connection(browser, signed_in, engine):
    before = len(connections(engine.process_id))
    context = browser.new_context(storage_state=signed_in)
    open_and_close(Window(context.new_page(), engine))
    assert connections(engine.process_id)
    context.close()
    assert eventually(lambda: len(connections(engine.process_id)) <= before), connections(engine.process_id)
