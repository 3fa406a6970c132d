"""The engine's API lets in the window and nobody else who has a browser."""

import urllib.error
import urllib.request

import pytest

from support.engine import Engine


def status(url, method="GET", **headers):
    request = urllib.request.Request(url, method=method, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("host", ["evil.test", "evil.test:{port}", "127.0.0.1.evil.test:{port}", "localhost:1", ""])
@pytest.mark.parametrize("path", ["/", "/v1", "/v1/plugins", "/open?token=x"])
def test_a_foreign_host_is_refused(engine, host, path):
    token = f"Bearer {engine.token}"
    name = host.format(port=engine.port)
    assert status(engine.url + path, Host=name, Authorization=token) in (400, 403, 421)


def test_dns_rebinding_gets_nothing(browser, engine, signed_in):
    """A page's own name that is given the engine's address: the browser thinks it is of the same origin."""
    rebound = browser.browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--host-resolver-rules=MAP evil.test 127.0.0.1"],
    )
    try:
        page = rebound.new_page()
        assert page.goto(f"http://evil.test:{engine.port}/").status in (403, 421)
        found = page.evaluate("() => fetch('/v1/plugins').then((answer) => answer.status, () => 'refused')")
        assert found in (403, 421, "refused")
        # The positive control: by its own name the same browser is answered.
        assert page.goto(f"{engine.url}/").status == 200
    finally:
        rebound.close()


def test_calls_without_a_token_are_refused(engine):
    for path in ("/v1", "/v1/plugins", "/v1/events", "/v1/doctor", "/v1/contributions"):
        assert status(engine.url + path) == 401, path
        assert status(engine.url + path, Authorization="Bearer " + "0" * 64) == 401, path
    assert status(f"{engine.url}/v1/plugins/hello/stop", "POST") in (401, 403)
    assert status(f"{engine.url}/v1/plugins", Authorization=f"Bearer {engine.token}") == 200


def test_another_site_cannot_call_even_with_the_cookie(context, control, engine):
    page = context.new_page()
    page.goto(f"{control.url}/sibling.html")
    # The cookie is SameSite=Strict, and 127.0.0.1 is one site whatever the port: so it does come along, and what
    # refuses is the engine.
    read = "url => fetch(url, { credentials: 'include' }).then((answer) => answer.text(), () => 'refused')"
    assert page.evaluate(read, f"{engine.url}/v1/plugins") == "refused"
    before = engine.api("GET", "/v1/plugins/neighbour")["summary"]["enabled"]
    page.evaluate(
        "url => fetch(url, { method: 'POST', credentials: 'include', mode: 'no-cors' }).catch(() => {})",
        f"{engine.url}/v1/plugins/neighbour/disable",
    )
    assert engine.api("GET", "/v1/plugins/neighbour")["summary"]["enabled"] == before
    # Nor can it open the window's socket, or put the window into a frame.
    assert page.evaluate(
        """url => new Promise((resolve) => {
          const socket = new WebSocket(url, "omniview.window.v1");
          socket.onopen = () => resolve("open");
          socket.onerror = () => resolve("refused");
        })""",
        f"ws://127.0.0.1:{engine.port}/v1/window",
    ) == "refused"
    page.evaluate(
        "url => document.body.append(Object.assign(document.createElement('iframe'), { src: url }))", engine.url
    )
    page.wait_for_function("() => frames.length === 1")
    page.locator("iframe").wait_for()
    assert page.frames[-1].locator("#root").count() == 0


def test_the_window_itself_may(window, engine):
    read = "url => fetch(url).then((answer) => answer.status)"
    assert window.page.evaluate(read, "/v1/plugins") == 200


def test_the_cookie_is_for_this_site_and_no_script(signed_in, window):
    (cookie,) = signed_in["cookies"]
    assert cookie["name"] == "omniview"
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and cookie["path"] == "/"
    assert cookie["domain"] == "127.0.0.1"  # And no subdomain, as a leading dot would say.
    assert window.page.evaluate("() => document.cookie") == ""


def test_the_cookie_does_not_hold_the_token(signed_in, engine):
    assert engine.token not in str(signed_in)


def test_a_link_works_once(browser, engine):
    link = engine.link()
    for expected in (200, 401):
        context = browser.new_context()
        page = context.new_page()
        answer = page.goto(link)
        assert answer.status == expected
        assert (len(context.cookies()) == 1) == (expected == 200)
        if expected == 200:
            assert page.url.rstrip("/") == engine.url  # The secret stays in no address.
        context.close()


def test_the_link_that_serve_prints_works_once(browser, tmp_path):
    with Engine() as engine:
        context = browser.new_context()
        page = context.new_page()
        assert page.goto(engine.first_link).status == 200
        page.get_by_role("navigation", name="Activities").wait_for()
        assert status(engine.first_link) == 401
        context.close()


@pytest.mark.parametrize("path", ["/v1", "/v1/plugins", "/openapi.json", "/v1/window", "/"])
def test_a_plugins_name_has_no_api(window, engine, path):
    page = window.page.context.new_page()
    for cookie in (False, True):
        headers = {"Authorization": f"Bearer {engine.token}"} if cookie else {}
        answer = status(engine.url + path, Host=f"hostile.localhost:{engine.port}", **headers)
        assert answer == 404, (path, answer)
    page.close()


def test_a_views_document_needs_its_key(engine):
    url = f"{engine.url}/view/probe"
    host = f"hostile.localhost:{engine.port}"
    for query in ("", "?key=", "?key=" + "0" * 64):
        assert status(url + query, Host=host) == 401
