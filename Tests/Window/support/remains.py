"""What stays of views that are closed: in the browser, and in the engine."""

import os
from pathlib import Path

_ESTABLISHED = "01"


def connections(process):
    """The open TCP connections of a process, as what its descriptors lead to."""
    rows = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/{process}/net/{name}").read_text().splitlines()[1:]
    ]
    open_ones = {f"socket:[{row[9]}]" for row in rows if row[3] == _ESTABLISHED}
    return [each for each in descriptors(process) if each in open_ones]


def descriptors(process):
    """What each descriptor of a process leads to."""
    found = []
    for each in Path(f"/proc/{process}/fd").iterdir():
        try:
            found.append(os.readlink(each))
        except FileNotFoundError:  # Closed since it was listed.
            continue
    return found


class Remains:
    def __init__(self, window):
        self._page = window.page
        self._engine = window.engine
        self._devtools = self._page.context.new_cdp_session(self._page)
        self._devtools.send("Performance.enable")

    def count(self):
        """Numbers that are the same as before when nothing leaks; `heap` in bytes, after the garbage is gone.

        Connections are not among the descriptors: how many it keeps for later is the browser's own affair.
        """
        for _ in range(2):
            self._devtools.send("HeapProfiler.collectGarbage")
        metrics = {each["name"]: each["value"] for each in self._devtools.send("Performance.getMetrics")["metrics"]}
        process = self._engine.process_id
        return {
            "frames": len(self._page.frames),
            "documents": int(metrics["Documents"]),
            "nodes": int(metrics["Nodes"]),
            "listeners": int(metrics["JSEventListeners"]),
            "heap": int(metrics["JSHeapUsedSize"]),
            "descriptors": len(descriptors(process)) - len(connections(process)),
        }


def open_and_close(window, views=20):
    """Opens so many views of the plugin `many`, and closes them all."""
    page = window.page
    for number in range(1, views + 1):
        window.go(f"views/many/view-{number}").expect_status("ready")
    window.go("settings/appearance")
    page.get_by_role("heading", name="Settings", level=1).wait_for()
    page.keyboard.press("Alt+Shift+W")
    page.wait_for_function("() => document.querySelectorAll('.view iframe').length === 0")
