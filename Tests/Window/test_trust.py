"""Views inside the window: only of a plugin that asks for it, and of the very files that a person trusts."""

import shutil

import pytest
from playwright.sync_api import expect

from support.accessibility import serious
from support.engine import PLUGINS, Engine, run
from support.firefox import Firefox
from support.waiting import eventually
from support.window import Window

# What the view has drawn, wherever it is: its shadow root is closed, but it has told where it is.
TEXT = "() => globalThis.insider?.element.textContent"


@pytest.fixture(scope="module")
def own_engine():
    """An engine of its own: what is trusted in it changes."""
    with Engine(("insider", None), ("neighbour", None)) as engine:
        yield engine


@pytest.fixture
def own_window(browser, own_engine):
    """A window at its settings, of an engine that trusts nobody."""
    own_engine.api("POST", "/v1/plugins/insider/distrust")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(own_engine.link())
    yield Window(page, own_engine).go("settings/appearance")
    context.close()


def trust(engine):
    digest = engine.api("GET", "/v1/plugins/insider")["digest"]
    assert engine.api("POST", "/v1/plugins/insider/trust", {"digest": digest})["ui_trusted"]


@pytest.fixture
def trusting(own_window, own_engine):
    """A window that was loaded after the plugin was trusted."""
    trust(own_engine)
    return own_window.reload()


def expect_frame(window):
    window.expect_status("ready")
    expect(window.boundary.locator("iframe")).to_have_count(1)
    expect(window.boundary.get_by_text("Runs in the window")).to_have_count(0)
    assert not window.page.evaluate("() => 'insider' in globalThis"), "its code ran in the page"


def expect_shell(window):
    window.expect_status("ready")
    expect(window.boundary.locator("iframe")).to_have_count(0)
    expect(window.boundary.get_by_text("Runs in the window")).to_be_visible()
    assert window.page.evaluate(TEXT)


def kinds(engine, view):
    return [
        event["kind"] for event in engine.events("insider") if (event.get("data") or {}).get("view") == view
    ]


def test_who_is_not_trusted_is_in_a_frame(own_window):
    expect_frame(own_window.go("views/insider/main"))
    expect(own_window.inside().get_by_text("the part as it was sealed")).to_be_visible()


def test_who_is_trusted_is_in_the_window_when_that_is_loaded_again(own_window, own_engine):
    expect_frame(own_window.go("views/insider/main"))
    trust(own_engine)
    # This page takes no further scripts.
    own_window.expect_status("waiting")
    expect(own_window.boundary.locator("iframe")).to_have_count(0)
    card = own_window.boundary.get_by_role("alert")
    expect(card.get_by_text("Reload the window to open this view in it")).to_be_visible()
    card.get_by_role("button", name="Reload the window").click()
    expect_shell(own_window)
    assert own_window.page.evaluate(TEXT) == "the part as it was sealed"


def test_trust_that_is_taken_back_before_the_reload_leaves_the_frame(own_window, own_engine):
    trust(own_engine)
    own_window.go("views/insider/main").expect_status("waiting")
    own_engine.api("POST", "/v1/plugins/insider/distrust")
    expect_frame(own_window)


def test_trust_that_is_taken_back_moves_the_view_into_a_frame(trusting, own_engine):
    expect_shell(trusting.go("views/insider/main"))
    own_engine.api("POST", "/v1/plugins/insider/distrust")
    expect(trusting.boundary.locator("iframe")).to_have_count(1)
    trusting.expect_status("ready")
    expect_frame(trusting.reload())


def test_styles_stay_on_their_side_of_a_closed_root(trusting):
    page = trusting.page
    expect_shell(trusting.go("views/insider/main"))
    assert page.evaluate("() => document.querySelector('.view-shell').shadowRoot") is None
    assert page.evaluate("() => insider.element.getRootNode().mode") == "closed"
    colours = "() => [...document.querySelectorAll('*')].map(each => getComputedStyle(each).color)"
    assert "rgb(1, 2, 3)" not in page.evaluate(colours), "its styles got out"
    # Its own styles hold, and those of the window for the same class do not.
    paragraph = "name => getComputedStyle(insider.element.querySelector('.view-note'))[name]"
    assert page.evaluate(paragraph, "color") == "rgb(4, 5, 6)"
    assert page.evaluate(paragraph, "position") == "static"
    assert page.evaluate(paragraph, "fontFamily") == page.evaluate("() => getComputedStyle(document.body).fontFamily")
    # Nor can it lay itself over the window by a style of its own.
    holder = "name => getComputedStyle(document.querySelector('.view-shell'))[name]"
    assert page.evaluate(holder, "position") == "absolute"
    assert page.evaluate(holder, "zIndex") == "auto"


def test_it_is_not_to_be_seen_while_another_tab_is(trusting):
    expect_shell(trusting.go("views/insider/main"))
    trusting.go("settings/appearance")
    seen = "() => insider.element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })"
    assert eventually(lambda: not trusting.page.evaluate(seen))
    trusting.go("views/insider/main")
    assert eventually(lambda: trusting.page.evaluate(seen))


def test_it_has_the_colours_of_the_window(trusting):
    page = trusting.page
    expect_shell(trusting.go("views/insider/main"))
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        same = "() => [document.body, insider.element].map(each => getComputedStyle(each).color)"
        assert eventually(lambda: len(set(page.evaluate(same))) == 1), page.evaluate(same)
        assert eventually(lambda: page.evaluate(
            "scheme => document.querySelector('.view-shell').dataset.scheme === scheme", scheme
        ))


@pytest.mark.parametrize("view", ["mount", "render", "effect"])
def test_a_crash_shows_a_card_and_the_window_goes_on(view, trusting, own_engine):
    trusting.go(f"views/insider/{view}").expect_status("crashed")
    card = trusting.boundary
    expect(card.get_by_text("has crashed")).to_be_visible()
    expect(card).to_contain_text(f"thrown in {'an effect' if view == 'effect' else view}")
    assert eventually(lambda: "view.crashed" in kinds(own_engine, view))
    expect(card.locator(".view-shell")).to_have_count(0)
    expect_shell(trusting.go("views/insider/main"))
    trusting.go("views/neighbour/quiet").expect_status("ready")


def test_an_error_that_it_outlives_is_only_written_down(trusting, own_engine):
    expect_shell(trusting.go("views/insider/event"))
    trusting.page.evaluate("() => insider.element.querySelector('button').click()")
    assert eventually(lambda: "view.error" in kinds(own_engine, "event"))
    trusting.expect_status("ready")


def test_one_that_throws_when_it_is_closed_takes_nothing_with_it(trusting):
    expect_shell(trusting.go("views/insider/unmount"))
    trusting.page.keyboard.press("Alt+W")
    expect(trusting.page.get_by_role("tab", name="Unmount")).to_have_count(0)
    expect_shell(trusting.go("views/insider/main"))


def test_a_file_that_was_changed_on_the_disk_is_not_loaded(trusting, own_engine):
    file = own_engine.asset("insider", "part.js")
    before = file.read_bytes()
    file.chmod(0o644)
    file.write_text('export const part = "changed";')
    try:
        answers = []
        trusting.page.on("response", lambda answer: answers.append((answer.url, answer.status)))
        trusting.go("views/insider/event")
        trusting.page.locator(".view[data-status=crashed], .view[data-status=refused]").wait_for()
        assert all(status >= 400 for url, status in answers if url.endswith("/part.js")), answers
        assert trusting.page.evaluate(TEXT) is None
    finally:
        file.write_bytes(before)
        assert eventually(lambda: own_engine.api("GET", "/v1/plugins/insider")["summary"]["phase"] != "failed")


def test_the_browser_refuses_a_file_that_was_changed_on_the_way(trusting):
    trusting.page.route(
        "**/part.js",
        lambda route: route.fulfill(body='export const part = "changed";', headers={"Content-Type": "text/javascript"}),
    )
    trusting.go("views/insider/unmount").expect_status("crashed")
    assert trusting.page.evaluate(TEXT) is None


def test_a_view_in_a_frame_cannot_trust_itself(own_window, own_engine):
    expect_frame(own_window.go("views/insider/main"))
    detail = own_engine.api("GET", "/v1/plugins/insider")
    outcome = own_window.frame().evaluate(
        """([origin, digest]) => fetch(`${origin}/v1/plugins/insider/trust`, {
          method: "POST", credentials: "include", body: JSON.stringify({ digest }),
        }).then(({ status }) => `answered ${status}`, () => "blocked")""",
        [own_engine.url, detail["digest"]],
    )
    assert outcome == "blocked"
    # Nor over the port, which knows no such request.
    own_window.frame().evaluate(
        """digest => void setTimeout(() => insider.host.post({
          type: "request", id: 1, request: { op: "plugin.trust", plugin: "insider", digest },
        }))""",
        detail["digest"],
    )
    own_window.expect_status("crashed")
    assert not own_engine.api("GET", "/v1/plugins/insider")["ui_trusted"]


def test_a_person_trusts_and_takes_back(own_window, own_engine):
    page = own_window.go("plugins/insider/permissions").page
    card = page.get_by_role("region", name="Views inside the window")
    expect(card.get_by_text("Not trusted")).to_be_visible()
    expect(card.get_by_text("start, stop, install and remove plugins")).to_be_visible()
    expect(card.get_by_text("omniview plugin trust insider")).to_be_visible()
    card.get_by_role("button", name="Trust this version…").click()
    dialog = page.get_by_role("dialog", name="Trust Insider with this window?")
    # Enter is no yes.
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    assert not serious(page)
    dialog.get_by_role("button", name="Cancel").click()
    assert not own_engine.api("GET", "/v1/plugins/insider")["ui_trusted"]

    card.get_by_role("button", name="Trust this version…").click()
    dialog.get_by_role("button", name="Trust this version").click()
    expect(card.get_by_text("Trusted", exact=True)).to_be_visible()
    expect(card.get_by_text("omniview plugin distrust insider")).to_be_visible()
    assert not serious(page)
    card.get_by_role("button", name="Reload the window").click()
    expect(card.get_by_role("button", name="Reload the window")).to_have_count(0)
    expect_shell(own_window.go("views/insider/main"))

    own_window.go("plugins/insider/permissions")
    card.get_by_role("button", name="Take back").click()
    expect(card.get_by_text("Not trusted")).to_be_visible()
    # Its code is in this page already, and only another page ends it.
    card.get_by_role("button", name="Reload the window").click()
    expect(card.get_by_role("button", name="Reload the window")).to_have_count(0)
    expect_frame(own_window.go("views/insider/main"))


def test_the_command_line_trusts_and_takes_back(own_window, own_engine):
    said = run("plugin", "trust", "insider", "--state", own_engine.state)
    assert "trusted insider 1.0.0 with the window" in said and "omniview plugin distrust insider" in said
    assert "inside the window" in run("plugin", "info", "insider", "--state", own_engine.state)
    expect_shell(own_window.reload().go("views/insider/main"))
    run("plugin", "distrust", "insider", "--state", own_engine.state)
    expect(own_window.boundary.locator("iframe")).to_have_count(1)
    trusts = [event["kind"] for event in own_engine.events("insider") if "trusted" in event["kind"]]
    assert trusts[-2:] == ["plugin.trusted", "plugin.distrusted"]


def test_in_firefox_too(own_engine):
    trust(own_engine)
    with Firefox() as firefox:
        tab = firefox.open(own_engine.link())
        firefox.wait_for(tab, "() => !!document.querySelector('nav')")
        firefox.evaluate(tab, "() => { location.hash = '#/views/insider/main' }")
        firefox.wait_for(tab, "() => !!document.querySelector('.view[data-status=ready] .view-shell')")
        assert firefox.wait_for(tab, TEXT) == "the part as it was sealed"
        assert firefox.evaluate(tab, "() => insider.element.getRootNode().mode") == "closed"
        note = "() => getComputedStyle(insider.element.querySelector('.view-note')).color"
        assert firefox.evaluate(tab, note) == "rgb(4, 5, 6)"
        own_engine.api("POST", "/v1/plugins/insider/distrust")
        firefox.wait_for(tab, "() => !!document.querySelector('.view[data-status=ready] iframe')")


# The last one: afterwards there is another version.
def test_other_files_are_in_a_frame_again(trusting, own_engine, tmp_path):
    expect_shell(trusting.go("views/insider/main"))
    folder = tmp_path / "insider"
    shutil.copytree(PLUGINS / "insider", folder)
    definition = folder / "plugin.yaml"
    definition.write_text(definition.read_text().replace("version: 1.0.0", "version: 2.0.0"))
    run("plugin", "seal", folder)
    run("plugin", "upgrade", folder, "--state", own_engine.state)
    expect(trusting.boundary.locator("iframe")).to_have_count(1)
    trusting.expect_status("ready")
    assert not own_engine.api("GET", "/v1/plugins/insider")["ui_trusted"]
    expect_frame(trusting.reload())
