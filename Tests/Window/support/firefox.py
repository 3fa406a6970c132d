"""Debian's Firefox, driven over WebDriver BiDi: Playwright drives only a Firefox of its own."""

import itertools
import json
import re
import shutil
import subprocess
import tempfile
import time

from websockets.sync.client import connect

# A new profile opens pages and asks for updates; none of it belongs here.
_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "browser.region.network.url": "",
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "data:,",
}


class Firefox:
    """One headless Firefox with a profile that is thrown away. Use it as a context manager."""

    def __enter__(self):
        self._profile = tempfile.mkdtemp(prefix="firefox-")
        with open(f"{self._profile}/user.js", "w") as file:
            for name, value in _PREFERENCES.items():
                file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        self._process = subprocess.Popen(
            ["firefox-esr", "--headless", "--no-remote", "--profile", self._profile, "--remote-debugging-port", "0"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        try:
            self._connection = connect(f"{self._address()}/session", max_size=None, ping_interval=None)
            self._socket = self._connection.__enter__()
            self._numbers = itertools.count(1)
            self._send("session.new", {"capabilities": {}})
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_):
        try:
            self._connection.__exit__(None, None, None)
        finally:
            self._end()

    def _address(self):
        for line in self._process.stderr:
            if match := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
                return match[1]
        raise RuntimeError("Firefox ended before it listened for WebDriver BiDi")

    def _end(self):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _send(self, method, parameters, timeout=30):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        deadline = time.monotonic() + timeout
        while True:
            message = json.loads(self._socket.recv(timeout=max(0.01, deadline - time.monotonic())))
            if message.get("id") != number:
                continue
            if message["type"] == "error":
                raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
            return message["result"]

    def open(self, url):
        """Opens a tab; its address is what the other calls want."""
        context = self._send("browsingContext.create", {"type": "tab"})["context"]
        self._send("browsingContext.navigate", {"context": context, "url": url, "wait": "complete"})
        return context

    def close(self, context):
        self._send("browsingContext.close", {"context": context})

    def frames(self, context):
        """Every document below a tab: its context and its address."""
        found = []

        def walk(node):
            for child in node.get("children") or []:
                found.append((child["context"], child["url"]))
                walk(child)

        for tree in self._send("browsingContext.getTree", {"root": context})["contexts"]:
            walk(tree)
        return found

    def evaluate(self, context, function, *arguments, timeout=30):
        """Calls a function of JavaScript that gives JSON, and waits for its promise."""
        answer = self._send(
            "script.callFunction",
            {
                # With one argument each: `map` would give JSON.parse an index as well, which it takes for a reviver.
                "functionDeclaration": f"async (...list) => JSON.stringify(await ({function})(...list.map((text) => "
                "JSON.parse(text))))",
                "arguments": [{"type": "string", "value": json.dumps(value)} for value in arguments],
                "target": {"context": context},
                "awaitPromise": True,
                "userActivation": True,
            },
            timeout,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        value = answer["result"].get("value")
        return None if value is None else json.loads(value)

    def wait_for(self, context, function, *arguments, timeout=20):
        """Waits until a function gives something that is true, and returns that."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                value = self.evaluate(context, function, *arguments, timeout=5)
            except (RuntimeError, TimeoutError):
                value = None
            if value:
                return value
            if time.monotonic() > deadline:
                raise TimeoutError(f"{function} stayed false for {timeout} s")
            time.sleep(0.05)

    def click(self, context, x, y):
        self._send(
            "input.performActions",
            {
                "context": context,
                "actions": [
                    {
                        "type": "pointer",
                        "id": "mouse",
                        "actions": [
                            {"type": "pointerMove", "x": round(x), "y": round(y)},
                            {"type": "pointerDown", "button": 0},
                            {"type": "pointerUp", "button": 0},
                        ],
                    }
                ],
            },
        )
