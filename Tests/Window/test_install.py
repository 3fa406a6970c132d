"""Installing a plugin from the window: from an empty engine over the inbox and the sheet to the plugin's page."""

import re
import shutil
import tarfile

import pytest
from playwright.sync_api import expect

from conftest import ARTIFACTS
from support.accessibility import serious
from support.engine import ROOT, Engine, assemble
from support.window import Window

LOOKS = [("light", 1280, 800), ("dark", 1280, 800), ("light", 2560, 1440), ("dark", 2560, 1440)]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The plugin that ships, sealed, in a folder of its own."""
    return assemble(ROOT / "Plugins/hello", tmp_path_factory.mktemp("made") / "hello", "hello")


@pytest.fixture(scope="module")
def bare():
    """An engine without a plugin."""
    with Engine() as engine:
        yield engine


@pytest.fixture
def inbox(bare):
    """Its inbox, which is empty before and after, and so is the engine."""
    folder = bare.state / "inbox"
    yield folder
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    for plugin in bare.api("GET", "/v1/plugins"):
        bare.api("DELETE", f"/v1/plugins/{plugin['id']}")


def open_window(browser, engine, **options):
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    context.request.get(engine.link())
    return Window(context.new_page(), engine)


@pytest.fixture
def page(browser, bare, inbox):
    window = open_window(browser, bare).go("plugins")
    yield window.page
    window.page.context.close()


def drop(source, folder, name=None):
    """Puts a folder into the inbox in one step, as a file manager does that moves it."""
    shutil.copytree(source, folder.parent / "dropped")
    target = folder / (name or source.name)
    (folder.parent / "dropped").rename(target)
    return target


def pack(source, archive):
    """Makes an archive, which gets its name when it is whole."""
    part = archive.with_name(".part")
    with tarfile.open(part, "w:gz", compresslevel=1) as tar:
        tar.add(source, arcname="hello")
    part.rename(archive)


def open_inbox(page):
    page.get_by_role("button", name="Install…").click()
    dialog = page.get_by_role("dialog", name="Install a plugin")
    expect(dialog).to_be_visible()
    return dialog


def choose(page, name):
    open_inbox(page).get_by_role("button", name=re.compile(name)).click()
    sheet = page.get_by_role("dialog", name=re.compile(r"^Install .*\?$"))
    expect(sheet).to_be_visible()
    return sheet


def test_from_nothing_to_the_plugins_page(page, inbox, made, bare):
    expect(page.get_by_role("heading", name="There is no plugin yet")).to_be_visible()
    dialog = open_inbox(page)
    expect(dialog.get_by_role("heading", name="The inbox is empty")).to_be_visible()
    expect(dialog.get_by_role("group", name="The inbox", exact=True)).to_contain_text(str(inbox))
    expect(dialog.get_by_text("omniview plugin install PATH")).to_be_visible()
    # It appears by itself.
    pack(made, inbox / "hello.tar.gz")
    entry = dialog.get_by_role("button", name=re.compile("hello.tar.gz.*Can be installed"))
    entry.click()

    sheet = page.get_by_role("dialog", name=re.compile("^Install Hello .*\\?$"))
    text = sheet.get_by_role("group", name="What Hello is, and what it asks for")
    expect(text).to_contain_text("A seal proves that no file was changed since; it does not prove who made it.")
    expect(text).to_contain_text(re.compile(r"\d+ files verified"))
    expect(text).to_contain_text("bin/plugin")
    expect(text).to_contain_text("Nothing: it is not installed yet.")
    for heading in ("Asks to", "Does not ask to", "Can", "Cannot"):
        expect(text.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(sheet.get_by_text(f"omniview plugin install {inbox}/hello.tar.gz")).to_be_visible()
    assert bare.api("GET", "/v1/plugins") == []

    sheet.get_by_role("button", name="Install", exact=True).click()
    expect(page.get_by_role("heading", name="Hello", level=1).filter(visible=True)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    # What had the focus is gone; one goes on in what was opened.
    expect(page.get_by_role("tab", name="Hello").and_(page.locator(":focus"))).to_be_visible()
    assert [plugin["id"] for plugin in bare.api("GET", "/v1/plugins")] == ["hello"]
    # The user's file is where it was.
    assert (inbox / "hello.tar.gz").is_file()

    page.evaluate("location.hash = '#/plugins'")
    sheet = choose(page, "hello.tar.gz.*Installed")
    expect(sheet.get_by_role("button", name="Installed")).to_have_attribute("aria-disabled", "true")


def test_the_sheet_is_what_the_plugins_page_says(page, inbox, made, bare):
    drop(made, inbox)
    sheet = choose(page, "hello")
    before = sheet.get_by_role("group", name=re.compile("^What Hello is")).locator(".sentences li").all_inner_texts()
    sheet.get_by_role("button", name="Install", exact=True).click()
    expect(page.get_by_role("tab", name=re.compile("^Permissions")).filter(visible=True)).to_be_visible()
    page.evaluate("location.hash = '#/plugins/hello/permissions'")
    permissions = page.get_by_role("group", name="Permissions").filter(visible=True)
    expect(permissions).to_be_visible()
    after = permissions.locator(".sentences li").all_inner_texts()
    assert before == after
    assert len(after) > 5


def test_what_cannot_be_installed_is_told_in_its_place(page, inbox, made):
    (inbox / "notes.txt").write_text("no archive")
    (drop(made, inbox, "altered") / "plugin.yaml").write_text("id: other\n")
    (inbox / "link").symlink_to(made)
    (inbox / ".hidden").mkdir()
    entries = open_inbox(page).get_by_role("region", name="In the inbox").get_by_role("listitem")
    expect(entries).to_have_count(3)
    for name, why in (("altered", "was altered"), ("link", "symbolic link"), ("notes.txt", "archive")):
        entry = entries.filter(has_text=name).first
        expect(entry).to_contain_text("Cannot be installed")
        expect(entry).to_contain_text(why)
        expect(entry.get_by_role("button")).to_have_count(0)


def test_what_changes_under_the_eyes_is_not_installed(page, inbox, made, bare):
    place = drop(made, inbox)
    (place / "MANIFEST.json").unlink()
    sheet = choose(page, "hello")
    expect(sheet).to_contain_text("It came without a seal")
    (place / "assets/more.txt").write_text("another file")
    alert = sheet.get_by_role("alert")
    expect(alert).to_contain_text("Its files have changed after you looked at them.")
    install = sheet.get_by_role("button", name="Install", exact=True)
    expect(install).to_have_attribute("aria-disabled", "true")
    # Not even a press that gets through.
    install.dispatch_event("click")
    assert bare.api("GET", "/v1/plugins") == []
    alert.get_by_role("button", name="Look again").click()
    expect(sheet.get_by_role("alert")).to_have_count(0)
    sheet.get_by_role("button", name="Install", exact=True).click()
    expect(page.get_by_role("heading", name="Hello", level=1).filter(visible=True)).to_be_visible()


def test_the_engine_has_the_last_word(page, inbox, made, bare):
    """A window that has not heard of a change gets the engine's answer, in the sheet."""
    drop(made, inbox)
    sheet = choose(page, "hello")
    page.route(
        "**/v1/inbox/hello/install",
        lambda route: route.continue_(post_data='{"digest":"sha256:' + "0" * 64 + '"}'),
    )
    sheet.get_by_role("button", name="Install", exact=True).click()
    expect(sheet.get_by_role("alert")).to_contain_text("has changed after you looked at it; look at it again")
    expect(sheet.get_by_role("alert")).to_contain_text("It was not installed")
    assert bare.api("GET", "/v1/plugins") == []


def test_by_keyboard_alone(page, inbox, made):
    drop(made, inbox)
    page.keyboard.press("Control+k")
    page.keyboard.type("install a plugin")
    expect(page.get_by_role("option", name=re.compile("^Install a plugin"))).to_be_visible()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Install a plugin")
    entry = dialog.get_by_role("button", name=re.compile("hello.*Can be installed"))
    expect(entry).to_be_visible()
    for _ in range(9):
        if entry.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name=re.compile("^Install Hello"))
    expect(sheet).to_be_visible()
    # What it is comes before the question, also where it is longer than the screen.
    expect(sheet.get_by_role("group", name=re.compile("^What Hello is"))).to_be_focused()
    expect(sheet.get_by_role("heading", name=re.compile("^Install Hello"))).to_be_in_viewport(ratio=1)
    expect(sheet.get_by_text("Publisher")).to_be_in_viewport(ratio=1)
    expect(sheet.get_by_role("button", name="Install", exact=True)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def test_its_screens(look, browser, bare, inbox, made):
    scheme, width, height = look
    window = open_window(browser, bare, viewport={"width": width, "height": height}, color_scheme=scheme).go("plugins")
    page = window.page
    folder = ARTIFACTS / "screenshots" / f"{scheme}-{width}"
    folder.mkdir(parents=True, exist_ok=True)

    def keep(name):
        page.screenshot(path=folder / f"{name}.png", animations="disabled")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "it is scrolled sideways"
        if width == 1280:
            assert serious(page) == []

    expect(page.get_by_role("heading", name="There is no plugin yet")).to_be_visible()
    keep("no-plugins")
    expect(open_inbox(page).get_by_role("heading", name="The inbox is empty")).to_be_visible()
    keep("install-empty")
    drop(made, inbox)
    (inbox / "notes.txt").write_text("no archive")
    pack(made, inbox / "hello.tar.gz")
    dialog = page.get_by_role("dialog", name="Install a plugin")
    expect(dialog.get_by_role("button", name=re.compile("Can be installed"))).to_have_count(2, timeout=30_000)
    expect(dialog.get_by_text("Cannot be installed")).to_be_visible()
    keep("install-inbox")
    dialog.get_by_role("button", name=re.compile("hello.tar.gz")).click()
    expect(page.get_by_role("dialog", name=re.compile("^Install Hello"))).to_be_visible()
    keep("install-sheet")
    page.context.close()
