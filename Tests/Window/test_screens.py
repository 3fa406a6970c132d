"""Every screen, light and dark, in a narrow window and a wide one: it is there by role and name, nothing of it is
cut off, axe-core finds nothing serious, and its picture is kept."""

import re

import pytest
from playwright.sync_api import expect

from conftest import ARTIFACTS
from support.accessibility import serious
from support.window import Window

# By file name: the place, and the role and name of something that stands there.
SCREENS = {
    "dashboard": ("", "region", "Greeting"),
    "plugins": ("plugins", "grid", "Plugins"),
    "plugin-overview": ("plugins/hello", "tab", "Overview"),
    "plugin-logs": ("plugins/hello/logs", "tab", "Logs"),
    "plugin-history": ("plugins/hello/history", "tab", "History"),
    "plugin-crashes": ("plugins/hello/crashes", "tab", "Crashes"),
    "plugin-versions": ("plugins/hello/versions", "tab", "Versions"),
    "plugin-settings": ("plugins/hello/settings", "tab", "Settings"),
    "plugin-permissions": ("plugins/hello/permissions", "tab", "Permissions"),
    "settings-appearance": ("settings/appearance", "navigation", "Sections of the settings"),
    "settings-keyboard": ("settings/keyboard", "navigation", "Sections of the settings"),
    "settings-engine": ("settings/engine", "navigation", "Sections of the settings"),
    "settings-doctor": ("settings/doctor", "navigation", "Sections of the settings"),
    "settings-plugin": ("settings/plugin/hello", "navigation", "Sections of the settings"),
    "view": ("views/hello/main", "tab", "Hello"),
}
LOOKS = [("light", 1280, 800), ("dark", 1280, 800), ("light", 2560, 1440), ("dark", 2560, 1440)]


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def looking(request, browser, signed_in, engine):
    scheme, width, height = request.param
    context = browser.new_context(
        storage_state=signed_in, viewport={"width": width, "height": height}, color_scheme=scheme
    )
    yield Window(context.new_page(), engine), f"{scheme}-{width}"
    context.close()


def picture(page, look, name):
    folder = ARTIFACTS / "screenshots" / look
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", animations="disabled")


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen(name, looking):
    window, look = looking
    place, role, label = SCREENS[name]
    if name == "plugin-logs":
        # It greets, and writes that down.
        window.go("views/hello/main").expect_status("ready")
        expect(window.inside().get_by_text("answered by process")).to_be_visible()
    page = window.go(place).page
    expect(page.get_by_role(role, name=label).filter(visible=True).first).to_be_visible()
    if name == "view":
        expect(window.inside().get_by_role("heading", name="Hello", level=1)).to_be_visible()
    if name == "plugin-logs":
        expect(page.get_by_role("log").filter(visible=True).get_by_text("greeting").first).to_be_visible()
    if name == "dashboard":
        expect(page.frame_locator("iframe[title=Greeting]").get_by_text("Hello, ")).to_be_visible()
        expect(page.locator(".plugin-card .view")).to_have_attribute("data-status", "ready")
    expect(page.get_by_role("main").locator("[aria-busy=true]").filter(visible=True)).to_have_count(0)
    picture(page, look, name)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "it has to be scrolled sideways"
    if look.endswith("1280"):
        assert serious(page) == []


def test_the_palette(looking):
    window, look = looking
    page = window.go("plugins").page
    page.get_by_role("button", name=re.compile("Search or run a command")).click()
    dialog = page.get_by_role("dialog", name="Commands")
    expect(dialog.get_by_role("option").first).to_be_visible()
    picture(page, look, "palette")
    if look.endswith("1280"):
        assert serious(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_notifications(looking):
    window, look = looking
    frame = window.go("views/hostile/well").expect_status("ready").frame()
    for level in ("info", "success", "warning", "error"):
        frame.evaluate("level => host.notify(level, `What a plugin has to say (${level})`)", level)
    page = window.page
    expect(page.get_by_role("log", name="Notifications").get_by_text("(error)")).to_be_visible()
    picture(page, look, "toasts")
    page.get_by_role("button", name=re.compile("^Notifications")).click()
    expect(page.get_by_role("dialog", name="Notifications").get_by_role("listitem")).not_to_have_count(0)
    picture(page, look, "notifications")
    if look.endswith("1280"):
        assert serious(page) == []
    page.keyboard.press("Escape")


def test_the_crash_card(looking):
    window, look = looking
    window.go("views/hostile/render")
    window.page.locator(".view[data-status=crashed], .view[data-status=quarantined]").filter(visible=True).wait_for()
    picture(window.page, look, "crash-card")
    if look.endswith("1280"):
        assert serious(window.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_browser_that_is_not_signed_in_is_told_how_to(scheme, browser, engine):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(engine.url)
    screen = page.get_by_role("dialog", name="This browser is not signed in")
    expect(screen).to_be_visible()
    expect(screen.get_by_text("omniview open", exact=True)).to_be_visible()
    picture(page, f"{scheme}-1280", "signed-out")
    assert serious(page) == []
    # It signs itself in elsewhere, and this page goes on.
    context.request.get(engine.link())
    screen.get_by_role("button", name="Check again").click()
    expect(screen).to_have_count(0)
    expect(page.get_by_role("navigation", name="Activities")).to_be_visible()
    context.close()


def test_a_place_is_in_the_side_bar_once(window):
    """hello contributes its view to `activity` and to `page`."""
    side_bar = window.page.get_by_role("navigation", name="Activities")
    expect(side_bar.get_by_role("link", name="Hello")).to_have_count(1)
    side_bar.get_by_role("link", name="Hello").click()
    window.expect_status("ready")
    expect(side_bar.get_by_role("link", name="Hello")).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_a_field_has_room_for_what_is_typed(width, browser, signed_in, engine):
    context = browser.new_context(storage_state=signed_in, viewport={"width": width, "height": 800})
    window = Window(context.new_page(), engine).go("views/hello/main").expect_status("ready")
    for name in ("Name", "Greeting"):
        field = window.inside().get_by_role("textbox", name=name)
        expect(field).to_be_visible()
        box = field.bounding_box()
        assert box["width"] >= 140, f"{name} is {box['width']} wide"
        assert box["x"] + box["width"] <= width
    context.close()


@pytest.mark.parametrize("width", [320, 480, 640, 1280])
def test_the_list_of_plugins_is_not_wider_than_its_place(width, browser, signed_in, engine):
    context = browser.new_context(storage_state=signed_in, viewport={"width": width, "height": 800})
    page = Window(context.new_page(), engine).go("plugins").page
    expect(page.locator(".plugin-table").get_by_role("link", name="Hello")).to_be_visible()
    expect(page.locator(".plugin-table").get_by_text("Hello", exact=True)).to_be_in_viewport(ratio=1)
    wider = page.locator(".plugin-table").evaluate("table => table.scrollWidth - table.clientWidth")
    assert wider <= 0
    context.close()


def test_the_scale_of_a_chart_stands_beside_its_lines(window):
    window.go("views/hello/main").expect_status("ready")
    chart = window.inside().get_by_role("figure").filter(has=window.inside().get_by_role("img")).first
    expect(chart).to_be_visible()
    overlaps = chart.evaluate(
        """chart => {
          const plot = chart.querySelector("svg").getBoundingClientRect();
          const words = [...chart.querySelectorAll(".ov-chart-y > span")].filter((span) => span.textContent);
          if (words.length < 2) return ["there is no scale"];
          return words.filter((span) => span.getBoundingClientRect().right > plot.left).map((span) => span.textContent);
        }"""
    )
    assert overlaps == []


def test_a_fault_would_be_found(window):
    """The positive control: what cannot be named or read is found, in the window and in a view."""
    page = window.go("views/hostile/well").expect_status("ready").page
    plant = "() => document.body.append(document.createElement('button'))"
    page.evaluate(plant)
    window.frame().evaluate(plant)
    assert len([each for each in serious(page) if each.startswith("button-name")]) == 2
