"""What was notified covers nothing that a person may want to press."""

import re

import pytest
from playwright.sync_api import expect

from support.window import Window


@pytest.mark.parametrize("width", [400, 1280, 2560])
def test_it_stands_beside_what_one_works_with(width, browser, signed_in, engine):
    context = browser.new_context(storage_state=signed_in, viewport={"width": width, "height": 700})
    window = Window(context.new_page(), engine).go(f"views/many/view-{width // 100 % 18 + 1}").expect_status("ready")
    page = window.page
    for level in ("info", "success", "warning", "error"):
        window.frame().evaluate("level => host.notify(level, `${level}: ${'a long word '.repeat(30)}`)", level)
    log = page.get_by_role("log", name="Notifications")
    expect(log.get_by_text(re.compile("^Many error"))).to_be_visible()
    window.frame().evaluate("() => void setTimeout(() => host.crashed(new Error('once')))")
    window.expect_status("crashed")
    words, main = log.bounding_box(), page.get_by_role("main").bounding_box()
    assert words["y"] + words["height"] <= main["y"]
    # A press in the middle of each button reaches it.
    for button in window.boundary.get_by_role("button").filter(visible=True).all():
        button.click(trial=True)
    for button in page.get_by_role("banner").get_by_role("button").all():
        button.click(trial=True)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_the_last_that_is_dismissed_gives_the_focus_to_the_list(window):
    page = window.go("views/neighbour/quiet").expect_status("ready").page
    for text in ("one", "two"):
        window.frame().evaluate("text => host.notify('error', text)", text)
    log = page.get_by_role("log", name="Notifications")
    dismiss = page.get_by_role("button", name="Dismiss")
    expect(log.get_by_text("two")).to_be_visible()
    dismiss.focus()
    page.keyboard.press("Enter")
    expect(log.get_by_text("two")).to_have_count(0)
    expect(dismiss).to_be_focused()
    page.keyboard.press("Enter")
    expect(log.get_by_text("one")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Notifications"))).to_be_focused()
