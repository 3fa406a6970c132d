"""The focus is always somewhere, one sees where, and it is where a person goes on."""

import re

import pytest
from playwright.sync_api import expect

from support.rings import ring

PLACES = [
    "",
    "plugins",
    "plugins/hello",
    "plugins/hello/logs",
    "plugins/hello/permissions",
    "plugins/hello/settings",
    "settings/appearance",
    "settings/doctor",
    "settings/plugin/hello",
]


@pytest.fixture
def keys(window):
    return window.page.keyboard


def focused(page):
    """What has the focus, in words; nothing when that is the page itself, which is nobody's place."""
    return page.evaluate(
        """() => {
          const { activeElement: at, body } = document;
          if (!at || at === body) return "";
          return [at.getAttribute("role") ?? at.tagName.toLowerCase(), at.getAttribute("aria-label") ?? at.textContent]
            .join(" ").trim().slice(0, 80);
        }"""
    )


@pytest.mark.parametrize("place", PLACES)
def test_every_ring_is_whole(place, window, keys):
    page = window.go(place).page
    expect(page.get_by_role("main").locator("[aria-busy=true]").filter(visible=True)).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Notifications")).focus()
    seen, faults = set(), []
    for _ in range(60):
        keys.press("Tab")
        found = ring(page)
        if found is None:
            continue
        if "fault" in found:
            faults.append(f"{found['name']}: {found['fault']}")
        seen.add(found["name"])
    assert len(seen) >= 8, f"Tab reached only {seen}"
    assert faults == []


def test_a_cut_ring_would_be_found(window, keys):
    """The positive control."""
    page = window.page
    page.evaluate("() => { document.querySelector('.settings-list').style.padding = 0 }")
    page.get_by_role("link", name="Keyboard").focus()
    keys.press("Shift+Tab")
    assert ring(page)["fault"] == "it is cut off by settings-list"


def test_a_person_who_is_not_signed_in_goes_on_at_once(browser, engine):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(engine.url)
    screen = page.get_by_role("dialog", name="This browser is not signed in")
    expect(screen.get_by_role("button", name="Check again")).to_be_focused()
    context.request.get(engine.link())
    page.keyboard.press("Enter")
    expect(screen).to_have_count(0)
    context.close()


def test_an_action_that_becomes_another_keeps_the_focus_near(window, engine, keys):
    engine.api("POST", "/v1/plugins/hello/start")
    page = window.go("plugins/hello").page
    page.get_by_role("button", name="Stop", exact=True).focus()
    keys.press("Enter")
    start = page.get_by_role("button", name="Start", exact=True)
    expect(start).to_be_visible()
    expect(page.locator(".action-bar")).to_contain_text("Start")
    assert page.evaluate("() => document.activeElement.closest('.action-bar') !== null"), focused(page)
    start.focus()
    keys.press("Enter")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    assert page.evaluate("() => document.activeElement.closest('.action-bar') !== null"), focused(page)


def test_saving_keeps_the_focus(window, greeting, keys):
    page = window.go("plugins/hello/settings").page
    page.get_by_label("Greeting").filter(visible=True).first.fill("Good day")
    save = page.get_by_role("button", name="Save")
    save.focus()
    keys.press("Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(save).to_be_disabled()
    expect(save).to_be_focused()
    page.get_by_label("Greeting").filter(visible=True).first.fill("Good evening")
    page.get_by_role("button", name="Discard").focus()
    keys.press("Enter")
    expect(save).to_be_focused()


def test_dialogs_and_menus_give_the_focus_back(window, engine, keys):
    engine.api("POST", "/v1/plugins/hello/start")
    page = window.go("plugins/hello").page
    kill = page.get_by_role("button", name="Kill", exact=True)
    kill.focus()
    keys.press("Enter")
    expect(page.get_by_role("dialog", name=re.compile("Kill"))).to_be_visible()
    keys.press("Escape")
    expect(kill).to_be_focused()
    more = page.get_by_role("button", name="More actions")
    more.focus()
    keys.press("Enter")
    expect(page.get_by_role("menu").get_by_role("menuitem").first).to_be_focused()
    keys.press("Escape")
    expect(more).to_be_focused()


def test_the_list_of_notifications_gives_the_focus_back(window, keys):
    page = window.page
    window.go("views/neighbour/quiet").expect_status("ready")
    window.frame().evaluate("() => host.notify('info', 'A note')")
    bell = page.get_by_role("button", name=re.compile("^Notifications"))
    dialog = page.get_by_role("dialog", name="Notifications")
    bell.focus()
    keys.press("Enter")
    expect(dialog).to_be_focused()
    keys.press("Tab")
    expect(dialog.get_by_role("button", name="Clear all")).to_be_focused()
    keys.press("Enter")
    expect(dialog).to_be_focused()
    keys.press("Alt+n")
    expect(dialog).to_have_count(0)
    expect(bell).to_be_focused()
    # Whoever walks out of it has closed it.
    keys.press("Enter")
    expect(dialog).to_be_focused()
    keys.press("Tab")
    expect(dialog).to_have_count(0)
    assert focused(page)


def test_a_view_that_crashes_hands_the_focus_to_its_card(window, keys):
    page = window.go("views/many/view-20").expect_status("ready").page
    keys.press("F6")
    for _ in range(8):
        if page.evaluate("() => document.activeElement.tagName") == "IFRAME":
            break
        keys.press("F6")
    window.frame().evaluate("() => void setTimeout(() => host.crashed(new Error('once')))")
    window.expect_status("crashed")
    page.wait_for_function("() => document.activeElement.classList.contains('view')")
    keys.press("Tab")
    expect(window.boundary.locator("summary")).to_be_focused()
    retry = window.boundary.get_by_role("button", name="Try again")
    keys.press("Tab")
    expect(retry).to_be_focused()
    keys.press("Enter")
    window.expect_status("ready")
    page.wait_for_function("() => document.activeElement.tagName === 'IFRAME'")


def test_a_view_that_hangs_does_not_hold_the_focus(window, keys):
    """A key that is pressed in it would be heard by nobody."""
    page = window.go("views/hello/main").expect_status("ready").page
    name = window.inside().get_by_label("Name")
    name.focus()
    page.wait_for_function("() => document.activeElement.tagName === 'IFRAME'")
    window.frame().evaluate(
        "() => void setTimeout(() => { for (const end = Date.now() + 9_000; Date.now() < end; ); })"
    )
    window.expect_status("slow")
    page.wait_for_function("() => document.activeElement.classList.contains('view')")
    keys.press("Shift+F6")
    expect(page.get_by_role("tab", selected=True).first).to_be_focused()
    reload = page.get_by_role("button", name="Reload")
    keys.press("F6")
    expect(reload).to_be_focused()
    keys.press("Shift+Tab")
    keys.press("Tab")
    expect(reload).to_be_focused()
    # It comes back by itself; the button that had the focus goes, and the view gets it.
    window.expect_status("ready")
    page.wait_for_function("() => document.activeElement.tagName === 'IFRAME'")
    expect(name).to_be_focused()


def test_f6_gets_past_a_view_that_crashed(window, keys):
    page = window.go("views/many/view-19").expect_status("ready").page
    window.frame().evaluate("() => void setTimeout(() => host.crashed(new Error('once')))")
    window.expect_status("crashed")
    page.get_by_role("button", name=re.compile("^Notifications")).focus()
    parts = []
    for _ in range(10):
        keys.press("F6")
        parts.append(
            page.evaluate("() => document.activeElement.closest('header, nav, .tab-strip, .view, footer')?.className")
        )
    round_trip = ["side-bar", "tab-strip", "view", "status-bar", "top-bar"]
    assert [part.split()[0] for part in parts] == round_trip * 2


def test_f6_goes_through_groups_as_they_are_seen(window, keys):
    """Also when the tab of the second group was opened first."""
    page = window.go("views/neighbour/quiet").expect_status("ready").page
    window.go("plugins")
    window.go("views/neighbour/quiet")
    keys.press("Control+Backslash")
    expect(page.get_by_role("tablist", name="Open tabs, group 2").get_by_role("tab", name="Quiet")).to_be_visible()
    page.get_by_role("navigation", name="Activities").get_by_role("link", name="Dashboard").focus()
    parts = []
    for _ in range(5):
        keys.press("F6")
        parts.append(
            page.evaluate(
                """() => document.activeElement.closest("[role=tabpanel], [role=tablist], footer").ariaLabel
                  ?? document.activeElement.closest("[role=tabpanel]").dataset.tabKey"""
            )
        )
    groups = ["Open tabs, group 1", parts[1], "Open tabs, group 2", "view/neighbour/quiet"]
    assert parts == [*groups, "Status"] and parts[1] != "view/neighbour/quiet"


def test_tabs_that_close_leave_the_focus_in_the_work_area(window, keys):
    page = window.page
    strip = page.get_by_role("tablist", name="Open tabs, group 1")
    for place in ("plugins", "views/neighbour/quiet"):
        window.go(place)
    window.expect_status("ready")
    # Of a view that has the focus.
    window.inside().locator("body").click()
    # An event of the document's own: the driver may wait for ever for a key's end in a frame that the key has closed.
    window.frame().evaluate(
        """() => void setTimeout(() => document.body.dispatchEvent(
          new KeyboardEvent("keydown", { key: "w", code: "KeyW", altKey: true, bubbles: true, cancelable: true })))"""
    )
    expect(strip.get_by_role("tab", name="Quiet")).to_have_count(0)
    page.wait_for_function("() => document.activeElement.closest('main') !== null")
    # From the strip, down to the last.
    while strip.get_by_role("tab").count():
        before = strip.get_by_role("tab").count()
        strip.get_by_role("tab", selected=True).focus()
        keys.press("Delete")
        expect(strip.get_by_role("tab")).to_have_count(before - 1)
        page.wait_for_function("() => document.activeElement.closest('main') !== null")
    expect(page.get_by_role("button", name="Open the dashboard")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()
    page.wait_for_function("() => document.activeElement.closest('main') !== null")
