"""One HTTP/2 connection of the tool: sends what a scenario wants, reads what comes, and notes every fault of the peer.

What is read is answered as a good peer would, unless the scenario turns that off: SETTINGS and PING are acknowledged,
and windows are given back. A peer that breaks the protocol itself raises Wrong, whatever the scenario.
"""

import select
import socket
import struct
import time

import hpack

import frames
from frames import ACK, END_HEADERS, END_STREAM, PADDED, WITH_PRIORITY

# How long an answer may take, in seconds. Only a peer that hangs ever takes so long.
DEADLINE = 30
# How long a reaction may come after the answer to a PING that was sent later, in seconds.
LATENESS = 0.5
# How long the peer may take nothing before it counts as having stopped reading, in seconds.
BLOCKED_AFTER = 2


class Gone(Exception):
    """The peer has closed the connection."""


class Silent(Exception):
    """Nothing came before the deadline."""


class Wrong(Exception):
    """The peer did something that it must not do."""


class Stream:
    """What came on a stream."""

    def __init__(self, window, send_window):
        # The first header list that is no 1xx, and the second.
        self.headers = None
        self.trailers = None
        self.data = bytearray()
        self.ended = False
        self.reset = None
        # How much the peer may still send, and how much this side may.
        self.window = window
        self.send_window = send_window

    @property
    def is_over(self):
        return self.ended or self.reset is not None


class Connection:
    """What both roles share."""

    def __init__(self, sock):
        sock.setblocking(False)
        self.socket = sock
        # The first bytes that were sent, as many as were asked for.
        self.sent = bytearray()
        self.keeps_sent = 0
        self.output = bytearray()
        self.input = bytearray()
        self.decoder = hpack.Decoder(max_header_list_size=1 << 20)
        self.streams = {}
        self.goaway = None
        self.acks = 0
        self.pongs = 0
        # Turned off by scenarios.
        self.gives_window = True
        self.acknowledges = True
        self.unacknowledged = 0
        # What this side announced; values count from the peer's acknowledgement on, as for the peer.
        self.initial_window = frames.DEFAULT_WINDOW
        self.max_frame = frames.SMALLEST_MAX_FRAME
        self.pending_settings = []
        self.window = frames.DEFAULT_WINDOW
        # What the peer announced.
        self.peer_settings = {}
        self.send_window = frames.DEFAULT_WINDOW
        self.largest_frame = 0
        self._open_block = None
        self._is_broken = False

    # Sending

    def queue(self, data):
        self.output += data
        self.sent += data[: self.keeps_sent - len(self.sent)]

    def send(self, data):
        """Sends everything, reading what comes meanwhile."""
        self.queue(data)
        self.wait(lambda: not self.output)

    def send_settings(self, *pairs):
        self.pending_settings.append(dict(pairs))
        self.send(frames.settings(*pairs))

    def acknowledge(self):
        """Acknowledges the peer's SETTINGS, those that came and those to come."""
        self.acknowledges = True
        self.queue(frames.frame(frames.SETTINGS, ACK) * self.unacknowledged)

    def grant(self, stream, increment):
        """Lets the peer send more, on a stream or (0) on the connection."""
        if stream == 0:
            self.window += increment
        else:
            self.streams[stream].window += increment
        self.send(frames.window_update(stream, increment))

    def send_data(self, stream, content, end=True):
        """Sends DATA as the peer's windows and frame size allow; stops early when the stream is over."""
        state = self.streams[stream]
        rest = memoryview(content)
        while True:
            size = min(len(rest), self.peer_max_frame, max(0, min(self.send_window, state.send_window)))
            if size == 0 and len(rest) > 0:
                self.wait(lambda: state.is_over or min(self.send_window, state.send_window) > 0)
                if state.is_over:
                    return
                continue
            self.send_window -= size
            state.send_window -= size
            is_last = size == len(rest)
            self.send(frames.frame(frames.DATA, END_STREAM if is_last and end else 0, stream, bytes(rest[:size])))
            rest = rest[size:]
            if is_last or state.is_over:
                return

    def send_unread(self, piece, limit):
        """Repeats a piece without reading anything, until the peer takes no more. How many bytes it took."""
        taken = 0
        while taken < limit:
            if len(self.output) < 1 << 16:
                self.queue(piece * max(1, (1 << 16) // len(piece)))
            if not self._step(BLOCKED_AFTER, reads=False):
                return taken
            taken += self._last_written
            if self._is_broken:
                # What it said before it closed is still to be read.
                self.wait(lambda: False)
        return taken

    # Receiving

    def wait(self, condition, seconds=DEADLINE):
        """Sends what is queued and reads, until the condition holds."""
        end = time.monotonic() + seconds
        while not condition():
            left = end - time.monotonic()
            if left <= 0 or not self._step(left):
                raise Silent

    def _step(self, seconds, reads=True):
        """Waits for the socket once; false when nothing happened."""
        self._last_written = 0
        readable, writable, _ = select.select(
            [self.socket] if reads else [], [self.socket] if self.output else [], [], seconds
        )
        if writable:
            try:
                self._last_written = self.socket.send(self.output)
                del self.output[: self._last_written]
            except (BrokenPipeError, ConnectionResetError):
                # The peer is gone; what it said before is still to be read.
                self.output.clear()
                self._is_broken = True
        if readable:
            try:
                data = self.socket.recv(1 << 18)
            except ConnectionResetError as error:
                raise Gone from error
            if not data:
                raise Gone
            self.input += data
            self._take_frames()
        return bool(readable or writable)

    def _take_frames(self):
        offset = 0
        while len(self.input) - offset >= frames.FRAME_HEADER:
            length = int.from_bytes(self.input[offset : offset + 3], "big")
            kind, flags, stream = struct.unpack_from(">BBI", self.input, offset + 3)
            if length > self.max_frame:
                raise Wrong(f"a frame of {length} bytes; the limit is {self.max_frame}")
            end = offset + frames.FRAME_HEADER + length
            if len(self.input) < end:
                break
            payload = bytes(self.input[offset + frames.FRAME_HEADER : end])
            offset = end
            self.largest_frame = max(self.largest_frame, length)
            self._take(kind, flags, stream & frames.LARGEST_WINDOW, payload)
        del self.input[:offset]

    def _take(self, kind, flags, stream, payload):
        if self._open_block is not None and (kind != frames.CONTINUATION or stream != self._open_block[0]):
            raise Wrong("a frame between HEADERS and their CONTINUATION")
        handler = {
            frames.DATA: self._take_data,
            frames.HEADERS: self._take_headers,
            frames.CONTINUATION: self._take_continuation,
            frames.RST_STREAM: self._take_rst_stream,
            frames.SETTINGS: self._take_settings,
            frames.PING: self._take_ping,
            frames.GOAWAY: self._take_goaway,
            frames.WINDOW_UPDATE: self._take_window_update,
            frames.PUSH_PROMISE: self._take_push_promise,
        }.get(kind)
        if handler is not None:
            handler(flags, stream, payload)

    def _take_data(self, flags, stream, payload):
        state = self.streams.get(stream)
        if state is None or state.headers is None:
            raise Wrong(f"DATA on stream {stream}, which has no headers")
        if state.ended:
            raise Wrong(f"DATA on stream {stream} after its end")
        self.window -= len(payload)
        state.window -= len(payload)
        if self.window < 0 or state.window + self._pending_increase() < 0:
            raise Wrong(f"DATA beyond the window of stream {stream} or of the connection")
        state.data += without_padding(flags, payload)
        state.ended = bool(flags & END_STREAM)
        if self.gives_window and payload:
            self.window += len(payload)
            self.queue(frames.window_update(0, len(payload)))
            if not state.ended:
                state.window += len(payload)
                self.queue(frames.window_update(stream, len(payload)))

    def _take_headers(self, flags, stream, payload):
        payload = without_padding(flags, payload)
        if flags & WITH_PRIORITY:
            payload = payload[5:]
        self._open_block = (stream, bool(flags & END_STREAM), bytearray(payload))
        if flags & END_HEADERS:
            self._finish_block()

    def _take_continuation(self, flags, _, payload):
        if self._open_block is None:
            raise Wrong("CONTINUATION without HEADERS")
        self._open_block[2].extend(payload)
        if flags & END_HEADERS:
            self._finish_block()

    def _finish_block(self):
        stream, ends, block = self._open_block
        self._open_block = None
        try:
            fields = [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in self.decoder.decode(bytes(block), raw=True)
            ]
        except hpack.HPACKError as error:
            raise Wrong(f"a header block that cannot be decoded: {error!r}") from error
        self.take_fields(stream, fields, ends)

    def take_fields(self, stream, fields, ends):
        """A header list came; each role knows which streams may have one."""
        raise NotImplementedError

    def note_fields(self, state, fields, ends):
        status = dict(fields).get(":status", "")
        if state.headers is None and not (len(status) == 3 and status.startswith("1")):
            state.headers = fields
        elif state.headers is not None:
            state.trailers = fields
        state.ended = state.ended or ends

    def _take_rst_stream(self, _, stream, payload):
        if stream not in self.streams:
            raise Wrong(f"RST_STREAM on stream {stream}, which does not exist")
        (self.streams[stream].reset,) = struct.unpack(">I", payload)

    def _take_settings(self, flags, _, payload):
        if flags & ACK:
            self.acks += 1
            if self.pending_settings:
                self._apply(self.pending_settings.pop(0))
            return
        for name, value in struct.iter_unpack(">HI", payload):
            if name == frames.INITIAL_WINDOW_SIZE:
                change = value - self.peer_settings.get(name, frames.DEFAULT_WINDOW)
                for state in self.streams.values():
                    state.send_window += change
            self.peer_settings[name] = value
        if self.acknowledges:
            self.queue(frames.frame(frames.SETTINGS, ACK))
        else:
            self.unacknowledged += 1

    def _apply(self, values):
        if frames.INITIAL_WINDOW_SIZE in values:
            change = values[frames.INITIAL_WINDOW_SIZE] - self.initial_window
            self.initial_window += change
            for state in self.streams.values():
                state.window += change
        if frames.HEADER_TABLE_SIZE in values:
            self.decoder.max_allowed_table_size = values[frames.HEADER_TABLE_SIZE]
        self.max_frame = values.get(frames.MAX_FRAME_SIZE, self.max_frame)

    def _pending_increase(self):
        """The peer may use a larger window before its acknowledgement is read."""
        wanted = [values.get(frames.INITIAL_WINDOW_SIZE, 0) for values in self.pending_settings]
        return max([0] + [value - self.initial_window for value in wanted])

    def _take_ping(self, flags, _, payload):
        if flags & ACK:
            self.pongs += 1
        elif self.acknowledges:
            self.queue(frames.frame(frames.PING, ACK, payload=payload))

    def _take_goaway(self, _, __, payload):
        self.goaway = struct.unpack_from(">I", payload, 4)[0]

    def _take_window_update(self, _, stream, payload):
        (increment,) = struct.unpack(">I", payload)
        if increment == 0:
            raise Wrong("WINDOW_UPDATE by 0")
        if stream == 0:
            self.send_window += increment
        elif stream in self.streams:
            self.streams[stream].send_window += increment

    def _take_push_promise(self, *_):
        raise Wrong("PUSH_PROMISE, which nobody allowed")

    # What came of it

    @property
    def peer_max_frame(self):
        return self.peer_settings.get(frames.MAX_FRAME_SIZE, frames.SMALLEST_MAX_FRAME)

    def new_stream(self):
        announced = self.peer_settings.get(frames.INITIAL_WINDOW_SIZE, frames.DEFAULT_WINDOW)
        return Stream(self.initial_window, announced)

    def is_alive(self):
        """Whether a PING is answered; tells nothing about calls."""
        before = self.pongs
        self.send(frames.ping(2**32))
        self.wait(lambda: self.pongs > before or self.has_failed)
        return not self.has_failed

    @property
    def has_failed(self):
        return self.goaway not in (None, 0)

    def ending(self):
        """How the connection ended: by a GOAWAY that gives a reason, or without a word."""
        return f"goaway:{frames.error_name(self.goaway)}" if self.has_failed else "closed"

    def end(self):
        """Waits until the peer has closed the connection, as it must after an error."""
        try:
            self.wait(lambda: False)
        except Gone:
            return self.ending()
        except Silent:
            return f"{self.ending()}, and left open" if self.has_failed else "open"

    def verdict(self, stream=None):
        """What the peer made of what it was sent. It should do that before it answers a PING, and may be a bit late."""

        def reset():
            return self.streams[stream].reset if stream else None

        try:
            if not self.is_alive():
                return self.end()
            self.wait(lambda: self.has_failed or reset() is not None, seconds=LATENESS)
        except Gone:
            return self.ending()
        except Silent:
            return "ignored"
        return self.end() if self.has_failed else f"reset:{frames.error_name(reset())}"

    def close(self):
        self.socket.close()

    @property
    def is_closed(self):
        return self.socket.fileno() < 0


def without_padding(flags, payload):
    return payload[1 : len(payload) - payload[0]] if flags & PADDED else payload


def address_of(text):
    """`unix:PATH` or `HOST:PORT` as the family and the address of a socket."""
    if text.startswith("unix:"):
        return socket.AF_UNIX, text[len("unix:") :]
    host, _, port = text.rpartition(":")
    return socket.AF_INET, (host, int(port))
