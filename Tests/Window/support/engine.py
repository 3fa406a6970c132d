"""An engine of its own for tests: the built programs, real plugins, a state folder that is thrown away."""

import json
import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PLUGINS = ROOT / "Tests/Window/plugins"
PROGRAMS = Path(os.environ.get("OMNIVIEW_PROGRAMS", ROOT / ".build/debug"))
WEB = Path(os.environ.get("OMNIVIEW_WEB_DIR", ROOT / ".build/web"))


def run(*arguments):
    """Runs `omniview` and gives what it printed."""
    done = subprocess.run([PROGRAMS / "omniview", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, f"omniview {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}"
    return done.stdout


def assemble(source, folder, backend=None):
    """Makes a sealed plugin: what is in `source`, with `ui/` bundled and one of the built programs as its backend."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("Sources", "Protos"))
    if backend:
        (folder / "bin").mkdir()
        shutil.copy(PROGRAMS / backend, folder / "bin/plugin")
        (folder / "bin/plugin").chmod(0o755)
    if (folder / "ui").exists():
        run("plugin", "build", folder)
        shutil.rmtree(folder / "ui")
    run("plugin", "seal", folder)
    return folder


class Engine:
    """A running `omniview serve`. Use it as a context manager."""

    def __init__(self, *plugins):
        self._home = Path(tempfile.mkdtemp(prefix="omniview-window-"))
        self.state = self._home / "state"
        self.state.mkdir(mode=0o700)
        self._plugins = plugins

    def __enter__(self):
        try:
            for name, backend in self._plugins:
                source = PLUGINS / name if (PLUGINS / name).exists() else ROOT / "Plugins" / name
                run("plugin", "install", assemble(source, self._home / name, backend), "--state", self.state)
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_):
        self._end()

    def _start(self):
        self.log = self._home / "engine.log"
        with self.log.open("w") as log:
            self._process = subprocess.Popen(
                [PROGRAMS / "omniview", "serve", "--state", self.state, "--port", "0", "--json"],
                env={**os.environ, "OMNIVIEW_WEB_DIR": str(WEB)},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        decoder, text = json.JSONDecoder(), ""
        for line in self._process.stdout:
            text += line
            try:
                said, _ = decoder.raw_decode(text.strip())
            except json.JSONDecodeError:
                continue
            break
        else:
            raise RuntimeError(f"the engine did not start: {self.log.read_text()}")
        self.url = said["urls"][0]
        self.port = int(self.url.rsplit(":", 1)[1])
        self.first_link = said["window"]
        self.process_id = said["process_id"]
        self.token = Path(said["token"]).read_text().strip()

    def _end(self):
        process = getattr(self, "_process", None)
        if process:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self._home, ignore_errors=True)

    def api(self, method, path, body=None):
        """Calls the API as its owner."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None

    def link(self):
        """A one-time address that signs a browser in."""
        return self.api("POST", "/v1/open-links")["url"]

    def events(self, plugin):
        """What the journal holds of a plugin, oldest first: kind and fields."""
        return [event for event in self.history() if event.get("plugin") == plugin]

    def history(self):
        text = run("events", "--json", "--state", self.state)
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    def asset(self, plugin, name):
        """A file of an installed plugin, in the store, which names folders by what is in them."""
        for definition in self.state.glob("store/*/plugin.yaml"):
            if f"\nid: {plugin}\n" in definition.read_text():
                return definition.parent / "assets" / name
        raise AssertionError(f"the store has no plugin {plugin}")
