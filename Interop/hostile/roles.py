"""The two sides that the tool can take.

Both offer `begin`, which opens a call as it should be, and `finish`, which ends it as it should be; a scenario does
something in between, or instead."""

import socket
import time

import frames
from connection import DEADLINE, Connection, Gone, Wrong, address_of
from frames import END_STREAM

TEST_SERVICE = "/grpc.testing.TestService/"


class AsClient(Connection):
    """The tool is the client, and the server is under test."""

    is_client = True

    def __init__(self, sock):
        super().__init__(sock)
        self.next_stream = 1
        # Nothing may come before the preface.
        self.acknowledges = False

    @classmethod
    def connect(cls, address):
        family, where = address_of(address)
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.settimeout(DEADLINE)
        sock.connect(where)
        return cls(sock)

    def start(self, *pairs):
        """Preface and SETTINGS, and the server's."""
        self.pending_settings.append(dict(pairs))
        self.send_start(frames.PREFACE + frames.settings(*pairs))

    def send_start(self, data, acknowledges=True):
        """Sends a preface and SETTINGS, and waits until the server has taken them."""
        self.send(data)
        if acknowledges:
            self.acknowledge()
        self.wait(lambda: self.acks > 0)

    def fields(self, method="UnaryCall", **changes):
        """The header list of a call; `changes` replaces values, or takes fields out where the value is None."""
        fields = {
            ":method": "POST",
            ":scheme": "http",
            ":path": TEST_SERVICE + method,
            ":authority": "localhost",
            "content-type": "application/grpc",
            "te": "trailers",
        }
        fields.update({key.replace("_", "-"): value for key, value in changes.items()})
        return [(key, value) for key, value in fields.items() if value is not None]

    def new_call(self):
        """A stream id that was not used, for a call of which the headers are not sent yet."""
        stream = self.next_stream
        self.next_stream += 2
        self.streams[stream] = self.new_stream()
        return stream

    def begin(self, method="UnaryCall", end=False):
        return self.open_with(frames.block(self.fields(method)), end)

    def open_with(self, block, end=False):
        """Opens a stream with this header block."""
        stream = self.new_call()
        self.send(frames.header_block(stream, block, END_STREAM if end else 0))
        return stream

    def finish(self, stream, content=frames.message()):
        self.send_data(stream, content)
        return self.outcome(stream)

    # A client's body follows its headers at once, and a stream that is open is one that it still sends on.
    begin_body = begin_sending = begin
    finish_body = finish

    def block_stream(self):
        """The stream on which the next header block belongs."""
        return self.new_call()

    def next_block_stream(self, _):
        return self.new_call()

    def last_block_stream(self, _):
        return self.next_stream - 2

    def before_data(self, _):
        return b""

    def call(self, method="UnaryCall", content=frames.message()):
        return self.finish(self.begin(method), content)

    def call_when_free(self, method="UnaryCall"):
        """A call that is tried again while the server refuses it for being busy with others."""
        end = time.monotonic() + DEADLINE
        while (outcome := self.call(method)) == "reset:REFUSED_STREAM" and time.monotonic() < end:
            time.sleep(0.05)
        return outcome

    def survives(self):
        """Whether a further call is answered."""
        return self.call_when_free("EmptyCall") == "answered"

    def outcome(self, stream):
        """Waits until the call is over, and says how."""
        state = self.streams[stream]
        try:
            self.wait(lambda: state.is_over or self.has_failed)
        except Gone:
            if not state.is_over:
                return self.ending()
        if self.has_failed:
            return self.end()
        if state.ended:
            return self.answer(state)
        return f"reset:{frames.error_name(state.reset)}"

    def answer(self, state):
        headers = dict(state.headers or ())
        trailers = dict(state.trailers if state.trailers is not None else state.headers or ())
        if "grpc-status" in trailers:
            number = trailers["grpc-status"]
            return "answered" if number == "0" else f"status:{number}"
        if headers.get(":status") != "200":
            return f"http:{headers.get(':status')}"
        return "no status"

    def take_fields(self, stream, fields, ends):
        if stream not in self.streams:
            raise Wrong(f"HEADERS on stream {stream}, which was not opened")
        self.note_fields(self.streams[stream], fields, ends)


class AsServer(Connection):
    """The tool is the server, and the client is under test."""

    is_client = False

    def __init__(self, sock):
        super().__init__(sock)
        self.has_preface = False
        # Nothing may come before its SETTINGS.
        self.acknowledges = False
        # Streams whose answer has begun, and those whose answer is over.
        self.begun = set()
        self.answered = set()
        # How many streams may be open at a time, once a scenario has said so.
        self.stream_limit = None

    def start(self, *pairs):
        """SETTINGS, and the client's."""
        self.send_settings(*pairs)
        self.acknowledge()
        self.wait(lambda: self.acks > 0)

    def _take_frames(self):
        if not self.has_preface:
            if len(self.input) < len(frames.PREFACE):
                return
            if not self.input.startswith(frames.PREFACE):
                raise Wrong("the client does not begin with the preface")
            del self.input[: len(frames.PREFACE)]
            self.has_preface = True
        super()._take_frames()

    def fields(self, **changes):
        fields = {":status": "200", "content-type": "application/grpc"}
        fields.update({key.replace("_", "-"): value for key, value in changes.items()})
        return [(key, value) for key, value in fields.items() if value is not None]

    def begin(self, end=True):
        """The next call of the client: with its whole request, or only with its headers."""
        self.wait(lambda: self.waiting(end))
        stream = self.waiting(end)[0]
        self.begun.add(stream)
        return stream

    def waiting(self, end=True):
        return [
            number
            for number, state in self.streams.items()
            if number not in self.begun and state.headers and (state.ended or not end) and state.reset is None
        ]

    def open_with(self, block, end=False):
        """Begins the answer of the next call with this header block."""
        stream = self.begin()
        self.send(frames.header_block(stream, block, END_STREAM if end else 0))
        return stream

    def begin_body(self):
        stream = self.begin()
        self.send(self.before_data(stream))
        return stream

    def begin_sending(self):
        """The next call of the client, of whose request more is to come, because no window is given back."""
        self.gives_window = False
        return self.begin(end=False)

    def finish_body(self, stream, content=frames.message()):
        """Ends an answer whose headers were sent."""
        self.send_data(stream, content, end=False)
        self.trail(stream)
        return self.taken(stream)

    def block_stream(self):
        """The stream on which the next header block belongs."""
        return self.begin()

    def next_block_stream(self, stream):
        return stream

    last_block_stream = next_block_stream

    def before_data(self, stream):
        """The headers of an answer, which come before its data."""
        return frames.header_block(stream, frames.block(self.fields()))

    def reply(self, stream, content=frames.message(), **trailers):
        """A whole answer."""
        self.send(self.before_data(stream))
        self.send_data(stream, content, end=False)
        self.trail(stream, **trailers)

    def trail(self, stream, **changes):
        fields = {"grpc-status": "0"}
        fields.update({key.replace("_", "-"): value for key, value in changes.items()})
        self.answered.add(stream)
        fields = [(key, value) for key, value in fields.items() if value is not None]
        self.send(frames.header_block(stream, frames.block(fields), END_STREAM))

    def finish(self, stream, content=frames.message()):
        self.reply(stream, content)
        return self.taken(stream)

    def taken(self, stream):
        """Whether the client took all of an answer."""
        verdict = self.verdict(stream)
        return "answered" if verdict == "ignored" else verdict

    def survives(self):
        return self.is_alive()

    def outcome(self, stream):
        """Waits until the client refuses the answer, and says how."""
        state = self.streams[stream]
        try:
            self.wait(lambda: state.reset is not None or self.has_failed)
        except Gone:
            return self.ending()
        return self.end() if self.has_failed else f"reset:{frames.error_name(state.reset)}"

    def serve_rest(self):
        """Answers every further call until the client closes the connection."""
        self.gives_window = True
        if self.window < frames.DEFAULT_WINDOW:
            self.grant(0, frames.DEFAULT_WINDOW - self.window)
        while True:
            self.wait(self.waiting, seconds=3600)
            self.reply(self.begin())

    def take_fields(self, stream, fields, ends):
        if stream in self.streams:
            self.note_fields(self.streams[stream], fields, ends)
            return
        if stream % 2 == 0 or stream <= max(self.streams, default=0):
            raise Wrong(f"HEADERS on stream {stream} after stream {max(self.streams, default=0)}")
        self.streams[stream] = self.new_stream()
        self.note_fields(self.streams[stream], fields, ends)
        running = sum(number not in self.answered and state.reset is None for number, state in self.streams.items())
        if self.stream_limit is not None and running > self.stream_limit:
            raise Wrong(f"{running} streams at a time, {self.stream_limit} allowed")
