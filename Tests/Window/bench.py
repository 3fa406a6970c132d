"""The numbers of the window, each beside what it has to be. Run by dev/bench-ui."""

import argparse
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from support.engine import Engine  # noqa: E402
from support.firefox import Firefox  # noqa: E402
from support.latency import measure  # noqa: E402
from support.remains import Remains, open_and_close  # noqa: E402
from support.tap import Tap  # noqa: E402
from support.window import Window  # noqa: E402

# When the side bar shows what plugins add: the page runs, is connected, and has the engine's first answers.
INTERACTIVE = """new MutationObserver((_, observer) => {
  if (!document.querySelector(".side-bar a[href^='#/views/']")) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => (self.interactive = performance.now())));
}).observe(document, { childList: true, subtree: true })"""

OPEN = """place => new Promise((resolve) => {
  const began = performance.now();
  const isReady = () => [...document.querySelectorAll(".view[data-status=ready] iframe")]
    .some(({ src }) => src.includes(`/view/${place.split("/").at(-1)}?`));
  const observer = new MutationObserver(() => {
    if (!isReady()) return;
    observer.disconnect();
    resolve(performance.now() - began);
  });
  observer.observe(document, { attributes: true, childList: true, subtree: true });
  location.hash = `#/views/${place}`;
})"""

# The longest time in which the page did nothing at all.
WATCH = """() => {
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  self.longest = 0;
  port1.onmessage = () => {
    const now = performance.now();
    self.longest = Math.max(self.longest, now - last);
    last = now;
    port2.postMessage(0);
  };
  port2.postMessage(0);
}"""

CHATTER = """() => {
  const began = performance.now();
  let sent = 0;
  self.chatter = setInterval(() => {
    const due = performance.now() - began;
    for (; sent < due; sent++) host.post({ type: "title", title: `message ${sent}` });
  }, 4);
  self.sent = () => sent / ((performance.now() - began) / 1000);
}"""

# Seconds between two things that a person does in the window.
PAUSE = 0.5

failed = False


def row(name, value, unit, most, detail=""):
    global failed
    verdict = "" if value <= most else "  TOO MUCH"
    failed |= value > most
    print(f"{name:<52} {value:>8.1f} {unit:<5} at most {most:g} {unit}{verdict}  {detail}".rstrip(), flush=True)


def chromium(playwright, *arguments):
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", *arguments])


def interactive(page, go):
    go()
    page.wait_for_function("() => self.interactive")
    return page.evaluate("() => self.interactive")


def bench_page(playwright, engine, times):
    cold, warm, sizes = [], [], []
    for _ in range(times):
        with Tap(engine.port) as tap:
            browser = chromium(playwright, tap.rules)
            context = browser.new_context()
            context.request.get(engine.link())
            page = context.new_page()
            page.add_init_script(INTERACTIVE)
            cold.append(interactive(page, lambda: page.goto(f"{engine.url}/#/settings/appearance")))
            sizes.append(
                page.evaluate(
                    "() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))"
                    ".reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)"
                )
            )
            early = [path for host, path in tap.requests if "/assets/" in path or host.endswith(".localhost")]
            warm.append(interactive(page, page.reload))
            browser.close()
    row("window, interactive, cold", statistics.median(cold), "ms", 1000)
    row("window, interactive, warm", statistics.median(warm), "ms", 300)
    row("window, JavaScript, compressed", sizes[-1] / 1000, "kB", 250)
    row("plugins' files fetched before a first view", len(early), "", 0)


def bench_views(playwright, engine, times):
    first, again, at_once = [], [], []
    for _ in range(times):
        browser = chromium(playwright)
        page = browser.new_page()
        page.goto(engine.link())
        window = Window(page, engine).go("settings/appearance")

        def close():
            page.keyboard.press("Alt+w")
            page.wait_for_function("() => !document.querySelector('.view iframe[src*=\"/view/view-1?\"]')")
            window.go("settings/appearance")

        time.sleep(PAUSE)
        first.append(page.evaluate(OPEN, "many/view-1"))
        for pause, measured in ((0, at_once), (PAUSE, again)) * 3:
            close()
            time.sleep(pause)
            measured.append(page.evaluate(OPEN, "many/view-1"))
        browser.close()
    row("first view of a plugin", statistics.median(first), "ms", 200, f"of {times}, worst {max(first):.0f}")
    row("the same again", statistics.median(again), "ms", 80, f"of {len(again)}, worst {max(again):.0f}")
    # Faster than any person: the document that is made when a view is closed is not there yet.
    row("the same again, at once", statistics.median(at_once), "ms", 200, f"of {len(at_once)}, worst {max(at_once):.0f}")


def bench_load(playwright, engine):
    browser = chromium(playwright)
    page = browser.new_page()
    page.goto(engine.link())
    window = Window(page, engine).go("views/hostile/well").expect_status("ready")
    frame = window.frame()
    page.evaluate(WATCH)
    frame.evaluate("() => void setTimeout(() => { loopFor(2000); self.isDone = true })")
    frame.wait_for_function("() => self.isDone")
    row("longest stall while a view loops for 2 s, Chromium", page.evaluate("() => longest"), "ms", 100)

    window.reload().go("views/hostile/well").expect_status("ready")
    frame = window.frame()
    idle = measure(page, presses=40, pause=20)
    frame.evaluate(CHATTER)
    busy = measure(page, presses=100, pause=20)
    rate = frame.evaluate("() => sent()")
    row(
        "input latency at 1,000 messages a second, p95",
        statistics.quantiles(busy, n=20)[-1],
        "ms",
        50,
        f"{rate:.0f} a second; {statistics.quantiles(idle, n=20)[-1]:.0f} ms when idle",
    )
    browser.close()


def bench_firefox(engine):
    with Firefox() as firefox:
        tab = firefox.open(engine.link())
        firefox.wait_for(tab, "() => !!document.querySelector('nav')")
        firefox.evaluate(tab, "() => { location.hash = '#/views/hostile/well' }")
        ready = "() => !!document.querySelector('.view[data-status=ready] iframe[src*=\"/view/well?\"]')"
        firefox.wait_for(tab, ready)
        (view,) = [context for context, url in firefox.frames(tab) if "/view/well?" in url]
        firefox.evaluate(tab, WATCH)
        firefox.evaluate(view, "() => void setTimeout(() => { loopFor(2000); self.isDone = true })")
        firefox.wait_for(view, "() => self.isDone")
        row("longest stall while a view loops for 2 s, Firefox", firefox.evaluate(tab, "() => longest"), "ms", 100)


def bench_remains(playwright, engine, rounds):
    browser = chromium(playwright)
    page = browser.new_page()
    page.goto(engine.link())
    window = Window(page, engine).go("settings/appearance")
    remains = Remains(window)
    for _ in range(3):
        open_and_close(window)
    before, began = remains.count(), time.monotonic()
    for _ in range(rounds):
        open_and_close(window)
    after, seconds = remains.count(), time.monotonic() - began
    detail = f"{rounds} rounds in {seconds:.0f} s"
    for name in ("frames", "documents", "nodes", "listeners", "descriptors"):
        row(f"20 views opened and closed: {name} that stay", after[name] - before[name], "", 2, detail)
    heap = (after["heap"] - before["heap"]) / rounds / 20
    row("20 views opened and closed: heap that stays, a view", heap, "bytes", 4_000)
    browser.close()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=100, help="of 20 views that are opened and closed")
    arguments.add_argument("--times", type=int, default=5, help="that the page and a view are opened from nothing")
    arguments = arguments.parse_args()
    plugins = (("hostile", "hello"), ("many", None))
    with Engine(*plugins) as engine, sync_playwright() as playwright:
        bench_page(playwright, engine, arguments.times)
        bench_views(playwright, engine, arguments.times)
        bench_load(playwright, engine)
        bench_firefox(engine)
        bench_remains(playwright, engine, arguments.rounds)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
