"""What the window does when a view crashes, hangs, floods or never comes up, and that it is written down."""

import re

import pytest
from playwright.sync_api import expect

from support.latency import measure
from support.waiting import eventually

CRASHES = {
    "render": "thrown in render",
    "effect": "thrown in an effect",
    "constructor": "thrown in a constructor",
    "mount": "thrown in mount",
    "missing": "script of the view cannot be loaded|fetch dynamically imported module|error loading",
    "no-mount": "exports no function",
}


def kinds(engine, view):
    return [
        event["kind"]
        for event in engine.events("hostile")
        if event["kind"].startswith("view.") and (event.get("data") or {}).get("view") == view
    ]


@pytest.mark.parametrize("view", CRASHES)
def test_a_crash_shows_a_card_and_is_written_down(view, window, engine):
    window.go(f"views/hostile/{view}").expect_status("crashed")
    card = window.boundary
    expect(card.get_by_text("has crashed")).to_be_visible()
    expect(card).to_contain_text("hostile")
    expect(card).to_contain_text("1.0.0")
    expect(card).to_contain_text(view)
    expect(card).to_contain_text(re.compile(CRASHES[view], re.IGNORECASE))
    if view == "render":
        expect(card).to_contain_text("faulty.js")  # Of its stack.
    expect(card.get_by_role("button", name="Close")).to_be_visible()
    assert eventually(lambda: "view.crashed" in kinds(engine, view))

    # The others go on, and so does the window.
    window.go("views/neighbour/quiet").expect_status("ready")


@pytest.mark.parametrize("view", ["event", "promise"])
def test_an_error_that_a_view_outlives_is_only_written_down(view, window, engine):
    window.go(f"views/hostile/{view}").expect_status("ready")
    if view == "event":
        window.inside().get_by_role("button", name="Throw").click()
    assert eventually(lambda: "view.error" in kinds(engine, view))
    window.expect_status("ready")


def test_a_view_that_crashes_again_and_again_is_kept_closed_until_a_person_opens_it(window, engine):
    window.go("views/hostile/well").expect_status("ready")
    for crash in range(3):
        window.frame().evaluate("() => void setTimeout(() => host.crashed(new Error('again')))")
        if crash < 2:
            window.expect_status("crashed")
            window.boundary.get_by_role("button", name="Try again").click()
            window.expect_status("ready")
    window.expect_status("quarantined")
    expect(window.boundary.get_by_text("This view is kept closed")).to_be_visible()

    # It also stays closed in a window that is opened later.
    window.reload().expect_status("quarantined")
    window.boundary.get_by_role("button", name="Open it again").click()
    window.expect_status("ready")
    found = kinds(engine, "well")
    assert [kind for kind in found if kind in ("view.crashed", "view.quarantined", "view.reset")][-5:] == [
        "view.crashed",
        "view.crashed",
        "view.crashed",
        "view.quarantined",
        "view.reset",
    ]


def test_a_view_that_comes_slowly_has_a_skeleton(window):
    window.go("views/hostile/slow")
    expect(window.boundary.get_by_role("status").filter(has_text="The view is loading")).to_be_visible()
    window.expect_status("ready")
    expect(window.boundary.locator(".view-skeleton")).to_have_count(0)


def test_a_view_that_loops_holds_up_nothing_else(window, engine):
    window.go("views/hostile/well").expect_status("ready")
    idle = max(measure(window.page, presses=5))
    window.frame().evaluate("() => void setTimeout(() => loopFor(Infinity))")
    busy = measure(window.page, presses=30)
    assert max(busy) < max(100, idle + 50), f"keys took {max(busy):.0f} ms to be drawn, {idle:.0f} ms before"

    # Other views answer, and their backends as well.
    window.go("views/hello/main").expect_status("ready")
    window.inside().get_by_label("Name").fill("Ann")
    expect(window.inside().get_by_text("Hello, Ann")).to_be_visible()

    window.go("views/hostile/well").expect_status("slow")
    expect(window.boundary.get_by_text("The view does not answer")).to_be_visible()
    assert eventually(lambda: "view.slow" in kinds(engine, "well"))
    window.boundary.get_by_role("button", name="Reload").click()
    window.expect_status("ready")
    expect(window.inside().get_by_text("well")).to_be_visible()
    assert eventually(lambda: "view.reloaded" in kinds(engine, "well"))


def test_a_view_that_comes_back_loses_its_card(window):
    window.go("views/hostile/well").expect_status("ready")
    window.frame().evaluate("() => void setTimeout(() => loopFor(7_500))")
    window.expect_status("slow")
    window.expect_status("ready")


def test_a_view_that_loops_from_the_start_can_be_closed(window):
    window.go("views/hostile/at-once").expect_status("slow")
    window.boundary.get_by_role("button", name="Close").click()
    expect(window.page.get_by_role("tab", name="At once")).to_have_count(0)
    window.go("views/neighbour/quiet").expect_status("ready")


def test_a_flood_ends_the_view_and_not_the_window(window, engine):
    window.go("views/hostile/flood").expect_status("crashed")
    expect(window.boundary.get_by_text("more messages than a view may")).to_be_visible()
    assert eventually(lambda: "view.flooded" in kinds(engine, "flood"))
    assert max(measure(window.page, presses=5)) < 100


def test_a_gibibyte_stays_in_the_view(window):
    window.go("views/hostile/well").expect_status("ready")
    window.frame().evaluate("() => void setTimeout(() => { self.made = allocate(1 << 30) })")
    assert max(measure(window.page, presses=20)) < 150
    # The view has it, or its process was ended; the window and the other plugins do not care.
    window.go("views/neighbour/quiet").expect_status("ready")


FORGED = {
    "no type": {},
    "unknown type": {"type": "open", "plugin": "hello", "view": "main"},
    "text": "beat",
    "number of text": {"type": "credit", "id": "1", "count": 1},
    "negative number": {"type": "cancel", "id": -1},
    "too much credit": {"type": "credit", "id": 1, "count": 1e9},
    "method with a path": {"type": "request", "id": 1, "request": {"op": "../plugins", "method": "DELETE"}},
    "storage of another": {"type": "request", "id": 1, "request": {"op": "storage.get", "key": "k" * 500}},
    "place outside": {"type": "navigate", "to": {"plugin": "../../v1", "view": "x"}},
}


@pytest.mark.parametrize("name", FORGED)
def test_a_message_that_is_none_ends_the_view(name, window):
    window.go("views/hostile/quiet")
    window.page.locator(".view[data-status=ready], .view[data-status=quarantined]").last.wait_for()
    if window.boundary.get_attribute("data-status") == "quarantined":
        window.boundary.get_by_role("button", name="Open it again").click()
        window.expect_status("ready")
    window.frame().evaluate("message => void setTimeout(() => host.post(message))", FORGED[name])
    window.page.locator(".view[data-status=crashed], .view[data-status=quarantined]").wait_for()
    assert max(measure(window.page, presses=2)) < 100
