"""A tap between a browser and an engine: every request that really goes over the line, and every byte that comes."""

import re
import socket
import threading

_REQUEST = re.compile(rb"(?:GET|POST|PUT|HEAD) (\S+) HTTP/1\.1\r\n(?:[^\r\n]+\r\n)*?host: (\S+)\r\n", re.IGNORECASE)


class Tap:
    """Use it as a context manager; `rules` makes Chromium go through it."""

    def __init__(self, port):
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        own = self._listener.getsockname()[1]
        names = (f"127.0.0.1:{port}", f"*.localhost:{port}")
        self.rules = "--host-resolver-rules=" + ",".join(f"MAP {name} 127.0.0.1:{own}" for name in names)
        # (host without its port, path), in order.
        self.requests = []

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def paths(self, host):
        return [path for name, path in self.requests if name == host]

    def _accept(self):
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            engine = socket.create_connection(self._target)
            for source, target, look in ((browser, engine, True), (engine, browser, False)):
                threading.Thread(target=self._pump, args=(source, target, look), daemon=True).start()

    def _pump(self, source, target, look):
        pending = b""
        try:
            while data := source.recv(1 << 16):
                if look:
                    pending += data
                    end = 0
                    for match in _REQUEST.finditer(pending):
                        self.requests.append((match[2].decode().rsplit(":", 1)[0], match[1].decode()))
                        end = match.end()
                    pending = pending[end:][-16_384:]
                target.sendall(data)
        except OSError:
            pass
        finally:
            try:
                target.shutdown(socket.SHUT_WR)
            except OSError:
                pass
