"""The whole window by keyboard alone, with the focus going in and out of a view's frame."""

import re

import pytest
from playwright.sync_api import expect

from support.waiting import eventually


@pytest.fixture
def keys(window):
    return window.page.keyboard


def test_the_palette_goes_anywhere(window, keys):
    page = window.page
    keys.press("Control+k")
    box = page.get_by_role("combobox", name="Commands")
    expect(box).to_be_focused()
    keys.type("plugins")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Plugins")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Plugins", level=1)).to_be_visible()
    keys.press("Control+k")
    keys.type("nothing is called so")
    expect(page.get_by_role("option")).to_have_count(0)
    keys.press("Escape")
    expect(box).to_have_count(0)


def test_the_palette_works_out_of_a_view(window, keys):
    page = window.go("views/hello/main").expect_status("ready").page
    name = window.inside().get_by_label("Name")
    name.fill("")  # It is kept from before.
    name.focus()
    keys.press("Control+k")
    expect(page.get_by_role("combobox", name="Commands")).to_be_focused()
    keys.press("Escape")
    # `:focus` does not match a frame that has the focus inside.
    page.wait_for_function("() => document.activeElement.tagName === 'IFRAME'")
    keys.type("Ann")
    expect(name).to_have_value("Ann")


def test_what_is_typed_in_a_view_stays_there(window, keys):
    page = window.go("views/hello/main").expect_status("ready").page
    name = window.inside().get_by_label("Name")
    name.fill("")
    name.focus()
    keys.type("Ann")
    expect(name).to_have_value("Ann")
    expect(window.inside().get_by_text("Hello, Ann")).to_be_visible()
    expect(page.get_by_role("tab", name="Hello")).to_have_attribute("aria-selected", "true")


def test_tab_goes_through_a_view_and_out_again(window, keys):
    page = window.go("views/hello/main").expect_status("ready").page
    frame = window.frame()
    expect(window.inside().get_by_label("Loud")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Notifications")).focus()
    inside = []
    for _ in range(40):
        keys.press("Tab")
        if page.evaluate("() => document.activeElement?.tagName") == "IFRAME":
            inside.append(frame.evaluate("() => document.activeElement.outerHTML.slice(0, 60)"))
        elif inside:
            break
    else:
        pytest.fail(f"the focus stayed in the view: {inside}")
    assert len(set(inside)) >= 4
    # And back in, from behind.
    keys.press("Shift+Tab")
    page.wait_for_function("() => document.activeElement?.tagName === 'IFRAME'")


def test_f6_goes_round_the_parts(window, keys):
    page = window.page
    seen = []
    for _ in range(12):
        keys.press("F6")
        seen.append(
            page.evaluate(
                "() => document.activeElement.closest('nav,header,footer,main,[role=tablist]')?.className ?? 'none'"
            )
        )
    assert len(set(seen) - {"none"}) >= 4, seen


def test_plugins_are_found_and_opened(window, keys):
    page = window.go("plugins").page
    grid = page.get_by_role("grid", name="Plugins")
    expect(grid).to_be_visible()
    page.get_by_role("searchbox", name=re.compile("filter", re.IGNORECASE)).focus()
    keys.type("neigh")
    expect(grid.get_by_role("row")).to_have_count(2)
    for _ in range(12):  # Over the titles, by which the table is sorted.
        keys.press("Tab")
        if grid.evaluate("grid => document.activeElement === grid"):
            break
    expect(grid).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Neighbour", level=1)).to_be_visible()


def test_sections_of_a_plugin_by_arrows(window, keys):
    page = window.go("plugins/hello").page
    sections = page.get_by_role("tablist", name="Sections of Hello")
    sections.get_by_role("tab", name="Overview").focus()
    for name in ("Logs", "History", "Crashes", "Versions", "Settings", "Permissions"):
        keys.press("ArrowRight")
        expect(sections.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
        expect(sections.get_by_role("tab", name=name)).to_be_focused()


def test_tabs_are_switched_closed_and_split(window, keys):
    page = window.go("plugins").page
    strip = page.get_by_role("tablist", name="Open tabs, group 1")
    expect(strip.get_by_role("tab")).to_have_count(page.get_by_role("tablist").first.get_by_role("tab").count())
    window.go("views/neighbour/quiet").expect_status("ready")
    keys.press("Control+Backslash")
    expect(page.get_by_role("tablist", name="Open tabs, group 2")).to_be_visible()
    # Not in the view: the driver may wait for ever for a key's end in a frame that the key has closed.
    page.get_by_role("tablist", name="Open tabs, group 2").get_by_role("tab").focus()
    keys.press("Alt+w")
    expect(page.get_by_role("tablist", name="Open tabs, group 2")).to_have_count(0)
    window.go("plugins")
    strip.get_by_role("tab", name="Plugins").focus()
    keys.press("Delete")
    expect(strip.get_by_role("tab", name="Plugins")).to_have_count(0)


def test_a_tab_is_moved_within_its_group(window, keys):
    page = window.go("plugins").page
    window.go("views/neighbour/quiet").expect_status("ready")
    strip = page.get_by_role("tablist", name="Open tabs, group 1")
    before = strip.get_by_role("tab").all_inner_texts()
    quiet = strip.get_by_role("tab", name="Quiet")
    quiet.focus()
    keys.press("Shift+Home")
    others = [each for each in before if each != "Quiet"]
    expect(strip.get_by_role("tab")).to_have_text(["Quiet", *others])
    expect(quiet).to_be_focused()
    keys.press("Shift+ArrowRight")
    expect(strip.get_by_role("tab")).to_have_text([others[0], "Quiet", *others[1:]])
    keys.press("Shift+End")
    expect(strip.get_by_role("tab")).to_have_text([*others, "Quiet"])
    expect(quiet).to_be_focused()
    window.expect_status("ready")


def test_what_is_open_survives_a_reload(window, keys):
    page = window.go("plugins").page
    window.go("views/neighbour/quiet").expect_status("ready")
    keys.press("Control+Backslash")
    expect(page.get_by_role("tablist", name="Open tabs, group 2")).to_be_visible()
    window.reload()
    expect(page.get_by_role("tablist", name="Open tabs, group 2").get_by_role("tab", name="Quiet")).to_be_visible()
    expect(page.get_by_role("tablist", name="Open tabs, group 1").get_by_role("tab", name="Plugins")).to_be_visible()


def test_a_crashed_view_is_tried_again(window, keys):
    window.go("views/neighbour/quiet").expect_status("ready")
    window.frame().evaluate("() => void setTimeout(() => host.crashed(new Error('once')))")
    window.expect_status("crashed")
    retry = window.boundary.get_by_role("button", name="Try again")
    page = window.page
    page.get_by_role("button", name=re.compile("^Notifications")).focus()
    for _ in range(15):
        keys.press("Tab")
        if retry.evaluate("button => document.activeElement === button"):
            break
    expect(retry).to_be_focused()
    keys.press("Enter")
    window.expect_status("ready")


def test_a_plugin_is_stopped_and_started(window, engine):
    """By pointer: the same by role and name."""
    engine.api("POST", "/v1/plugins/hello/start")
    page = window.go("plugins/hello").page
    page.get_by_role("button", name="Stop").click()
    dialog = page.get_by_role("dialog").filter(visible=True)
    if dialog.count():
        dialog.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    assert engine.api("GET", "/v1/plugins/hello")["summary"].get("process_id") is None
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()


def test_a_killed_plugin_comes_back_while_one_watches(window, engine):
    # Somebody must need it: one that nobody needs is not started again.
    engine.api("POST", "/v1/plugins/hello/start")
    page = window.go("plugins/hello").page
    page.get_by_role("button", name="Kill").click()
    dialog = page.get_by_role("dialog").filter(visible=True)
    dialog.get_by_role("button", name="Kill").click()
    expect(page.get_by_text("Calls are answered again")).to_be_visible()


def test_settings_are_changed_in_the_form(window, greeting):
    page = window.go("plugins/hello/settings").page
    page.get_by_label("Greeting").filter(visible=True).first.fill("Good day")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    window.go("views/hello/main").expect_status("ready")
    expect(window.inside().get_by_text("Good day, ")).to_be_visible()


def test_what_is_typed_while_the_form_saves_stays(window, greeting):
    page = window.go("plugins/hello/settings").page
    held = []

    def hold(route):
        if route.request.method == "PUT":
            held.append(route)
        else:
            route.continue_()

    page.route("**/v1/plugins/hello/settings", hold)
    field = page.get_by_label("Greeting").filter(visible=True).first
    field.fill("Good day")
    page.get_by_role("button", name="Save").click()
    assert eventually(lambda: page.evaluate("() => true") and held)
    # It is what was there before, but no more when this is saved.
    field.fill("Hello")
    held.pop().continue_()
    expect(page.get_by_text("1 change is not saved")).to_be_visible()
    save = page.get_by_role("button", name="Save")
    expect(save).to_be_enabled()
    expect(field).to_have_value("Hello")
    assert greeting() == "Good day"
    page.unroute_all()
    save.click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert greeting() == "Hello"


def test_the_look_is_kept(window):
    page = window.page
    page.get_by_role("button", name="Use the dark look").click()
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    window.reload()
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    window.go("views/neighbour/quiet").expect_status("ready")
    expect(window.inside().locator("html")).to_have_attribute("data-scheme", "dark")
