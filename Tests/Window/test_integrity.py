"""A view runs the bytes that its sealed manifest lists and no others, whoever changed them: the disk or the way."""

import pytest
from playwright.sync_api import expect

from support.engine import Engine
from support.window import Window

PART = "**/part.js"
CHANGED = 'export const part = "changed";'


@pytest.fixture
def own_engine():
    """An engine of its own for each test: its files are changed, and it looks at them again when it gets to it."""
    with Engine(("hostile", "hello")) as engine:
        yield engine


@pytest.fixture
def own_window(browser, own_engine):
    context = browser.new_context()
    page = context.new_page()
    page.goto(own_engine.link())
    yield Window(page, own_engine)
    context.close()


def answer_with(page, pattern, body):
    headers = {"Content-Type": "text/javascript", "Access-Control-Allow-Origin": "*"}
    page.route(pattern, lambda route: route.fulfill(body=body, headers=headers))


def test_what_was_sealed_runs(own_window):
    own_window.go("views/hostile/chunk").expect_status("ready")
    expect(own_window.inside().get_by_text("the part as it was sealed")).to_be_visible()


def test_the_same_bytes_from_elsewhere_run(own_window, own_engine):
    body = own_engine.asset("hostile", "part.js").read_text()
    answer_with(own_window.page, PART, body)
    own_window.go("views/hostile/chunk").expect_status("ready")


def test_the_browser_refuses_a_script_that_was_changed_on_the_way(own_window):
    answer_with(own_window.page, PART, CHANGED)
    own_window.go("views/hostile/chunk").expect_status("crashed")


def test_the_browser_refuses_a_script_that_no_manifest_lists(own_window):
    own_window.go("views/hostile/well").expect_status("ready")
    answer_with(own_window.page, "**/never.js", "export const never = 1;")
    frame = own_window.frame()
    entry = frame.locator("meta[name=omniview-entry]").get_attribute("content")
    outcome = frame.evaluate(
        "url => import(url).then(() => 'it ran', () => 'refused')", entry.replace("faulty.js", "never.js")
    )
    assert outcome == "refused"


def test_the_engine_serves_no_file_that_was_changed_after_it_was_sealed(own_window, own_engine):
    file = own_engine.asset("hostile", "part.js")
    file.chmod(0o644)
    file.write_text(CHANGED)
    answers = []
    own_window.page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    own_window.go("views/hostile/chunk")
    own_window.page.locator(".view[data-status=crashed], .view[data-status=refused]").wait_for()
    assert all(status >= 400 for url, status in answers if url.endswith("/part.js")), answers


def test_the_engine_serves_no_file_that_was_added_after_it_was_sealed(own_window, own_engine):
    own_window.go("views/hostile/probe").expect_status("ready")
    entry = own_window.frame().locator("meta[name=omniview-entry]").get_attribute("content")
    origin = f"http://hostile.localhost:{own_engine.port}"
    page = own_window.page.context.new_page()
    assert page.goto(origin + entry).status == 200
    folder = own_engine.asset("hostile", "entry.js").parent
    folder.chmod(0o755)
    (folder / "added.js").write_text("export {};")
    assert page.goto(origin + entry.replace("entry.js", "added.js")).status == 404
