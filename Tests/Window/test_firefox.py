"""What may differ in Firefox: the frame without an origin on a host name of its own, what a view gets out of it, and
that a view which computes holds up nobody."""

import pytest

from support.firefox import Firefox
from support.waiting import eventually

# Of what the browsers disagree about, or have changed their minds about.
PROBES = [
    "fetch",
    "beacon",
    "image",
    "frame",
    "prefetch",
    "go-top",
    "popup",
    "eval",
    "html",
    "import-blob",
    "import-data",
    "import-foreign",
    "worker-own",
    "service-worker",
    "parent-document",
    "sibling",
    "cookie",
    "local-storage",
    "indexed-db",
    "rtc-direct",
    "rtc-nothing",
    "rtc-srcdoc",
    "rtc-script-srcdoc",
    "rtc-script-blob",
]
# No prefetching below a private policy, nor without a person's click, in a browser that a program drives.
NOT_SEEN = {"prefetch"}

_GO = "place => { location.hash = `#/${place}` }"
_STATUS = """view => {
  const frame = [...document.querySelectorAll(".view iframe")].find(({ src }) => src.includes(view));
  return frame?.closest(".view").dataset.status ?? "closed";
}"""
_OUTCOME = """name => {
  const output = document.querySelector(`output#${name}[data-verdict]`);
  return output && { verdict: output.dataset.verdict, text: output.textContent };
}"""
# The longest time in which the window did nothing at all.
_WATCH = """() => {
  const { port1, port2 } = new MessageChannel();
  self.longest = 0;
  let last = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    port2.postMessage(0);
  };
  port2.postMessage(0);
}"""


@pytest.fixture(scope="module")
def firefox():
    with Firefox() as firefox:
        yield firefox


@pytest.fixture(scope="module")
def tab(firefox, engine):
    tab = firefox.open(engine.link())
    firefox.wait_for(tab, "() => !!document.querySelector('nav')")
    return tab


def open_view(firefox, tab, place):
    """Opens a view and gives its document's context."""
    firefox.evaluate(tab, _GO, f"views/{place}")
    plugin, view = place.split("/")[:2]
    mark = f"//{plugin}.localhost"
    firefox.wait_for(tab, f"view => ({_STATUS})(view) === 'ready'", f"/view/{view}?")
    (found,) = [context for context, url in firefox.frames(tab) if mark in url and f"/view/{view}?" in url]
    return found


def test_a_view_of_react_talks_to_its_backend(firefox, tab):
    view = open_view(firefox, tab, "hello/main")
    assert firefox.evaluate(view, "() => origin") == "null"
    assert firefox.wait_for(view, "() => document.body.innerText.includes('Hello, ')")
    assert firefox.evaluate(view, "() => typeof RTCPeerConnection") == "undefined"


@pytest.mark.parametrize("name", PROBES)
def test_a_view_cannot(name, firefox, tab, sink):
    view = open_view(firefox, tab, f"hostile/probe/{sink.port}/{name}")
    outcome = firefox.wait_for(view, _OUTCOME, name)
    assert outcome["verdict"] == "blocked" or outcome["text"] == "begun", outcome
    assert not sink.taken()


@pytest.mark.parametrize("name", [name for name in PROBES if name not in NOT_SEEN])
def test_without_the_boundary_it_can(name, firefox, control, sink):
    tab = firefox.open(f"{control.url}/window.html?{sink.port}/{name}")
    (view,) = [context for context, url in firefox.frames(tab) if "/view.html" in url] or [None]

    def got():
        if sink.taken() or view is None:
            return bool(sink.taken())
        outcome = firefox.evaluate(view, _OUTCOME, name)
        return outcome and outcome["verdict"] == "worked" and outcome["text"] != "begun"

    assert eventually(got), "the probe does not work anywhere, so it proves nothing"
    firefox.close(tab)


def test_a_view_that_computes_does_not_hold_up_the_window(firefox, tab):
    view = open_view(firefox, tab, "hostile/well")
    firefox.evaluate(tab, _WATCH)
    firefox.evaluate(view, "() => void setTimeout(() => { loopFor(2000); self.isDone = true })")
    firefox.wait_for(view, "() => self.isDone")
    longest = firefox.evaluate(tab, "() => longest")
    assert longest < 250, f"the window stood still for {longest:.0f} ms"


def test_without_a_host_name_of_its_own_it_would(firefox, control):
    """The positive control: a frame of the same site is in the same process."""
    tab = firefox.open(f"{control.url}/window.html?0/none")
    (view,) = [context for context, url in firefox.frames(tab) if "/sibling.html" in url]
    firefox.evaluate(tab, _WATCH)
    firefox.evaluate(view, "() => { for (const end = performance.now() + 1000; performance.now() < end; ); }")
    assert firefox.evaluate(tab, "() => longest") > 700
    firefox.close(tab)
