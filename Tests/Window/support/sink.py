"""Servers that a view must not reach: what comes out of one is written down here."""

import base64
import contextlib
import hashlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_TYPES = {".js": "text/javascript", ".html": "text/html", ".css": "text/css"}


class Sink:
    """Takes anything from anybody, on TCP and UDP of one number, and remembers it.

    Files of the folders are served as they are: the place of the positive controls, with no policy at all.
    """

    def __init__(self, *folders):
        self.requests = []
        self.connections = 0
        self.datagrams = 0
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length).decode(errors="replace")
                path = self.path.split("?")[0]
                for folder in folders:
                    file = Path(folder, path.lstrip("/"))
                    if file.is_file():
                        return self._answer(file.read_bytes(), _TYPES[file.suffix])
                sink.requests.append(f"{self.command} {self.path} {body}".strip())
                if self.headers.get("Upgrade", "").lower() == "websocket":
                    return self._upgrade()
                name = path.rsplit("/", 1)[-1]
                if name == "events":
                    return self._answer(b"data: taken\n\n", "text/event-stream")
                if name.endswith(".gif"):
                    return self._answer(_PIXEL, "image/gif")
                if name.endswith(".js"):
                    return self._answer(b"export default 'taken';", "text/javascript")
                return self._answer(b"taken", "text/html")

            do_POST = do_PUT = do_HEAD = do_GET

            def _answer(self, body, type):
                self.send_response(200)
                self.send_header("Content-Type", type)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def _upgrade(self):
                key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                self.send_response(101)
                self.send_header("Upgrade", "websocket")
                self.send_header("Connection", "Upgrade")
                self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
                self.end_headers()

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def get_request(self):
                sink.connections += 1
                return super().get_request()

            def handle_error(self, *_):
                pass  # A browser that hangs up is no news.

        self._udp = None
        while not self._udp:
            self._server = Server(("127.0.0.1", 0), Handler)
            self.port = self._server.server_address[1]
            try:
                self._udp = _udp_socket(self.port)
            except OSError:  # Free for TCP is not free for UDP.
                self._server.server_close()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        threading.Thread(target=self._receive, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._udp.close()

    def _receive(self):
        with contextlib.suppress(OSError):
            while self._udp.recv(2048):
                self.datagrams += 1

    def taken(self):
        """All that came, in words; nothing when nothing did."""
        found = list(self.requests)
        if self.connections and not found:
            found.append(f"{self.connections} connections")
        if self.datagrams:
            found.append(f"{self.datagrams} datagrams")
        return found


def _udp_socket(port):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        udp.bind(("127.0.0.1", port))
    except OSError:
        udp.close()
        raise
    return udp
