"""What stays of views that are closed: in the browser, and in the engine."""

import os


class Remains:
    def __init__(self, window):
        self._page = window.page
        self._engine = window.engine
        self._devtools = self._page.context.new_cdp_session(self._page)
        self._devtools.send("Performance.enable")

    def count(self):
        """Numbers that are the same as before when nothing leaks; `heap` in bytes, after the garbage is gone."""
        for _ in range(2):
            self._devtools.send("HeapProfiler.collectGarbage")
        metrics = {each["name"]: each["value"] for each in self._devtools.send("Performance.getMetrics")["metrics"]}
        return {
            "frames": len(self._page.frames),
            "documents": int(metrics["Documents"]),
            "nodes": int(metrics["Nodes"]),
            "listeners": int(metrics["JSEventListeners"]),
            "heap": int(metrics["JSHeapUsedSize"]),
            "descriptors": len(os.listdir(f"/proc/{self._engine.process_id}/fd")),
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
