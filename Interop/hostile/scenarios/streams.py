"""Streams that a client must not use as it does here."""

import frames
from frames import DATA, END_HEADERS, END_STREAM, HEADERS, frame
from registry import PROTOCOL_ERROR, TOLERATED, scenario

STREAM_CLOSED = ["goaway:STREAM_CLOSED", "reset:STREAM_CLOSED"]


def finished_call(c):
    """A call that is over."""
    stream = c.begin()
    outcome = c.finish(stream)
    assert outcome == "answered", outcome
    return stream


def waiting_call(c):
    """A call whose request is complete and whose answer waits for a window of 0."""
    c.gives_window = False
    c.start((frames.INITIAL_WINDOW_SIZE, 0))
    stream = c.begin()
    c.send_data(stream, frames.message(frames.simple_request(1000)))
    return stream


def headers_on(c, stream):
    """A call on a stream id that no call may have."""
    c.streams[stream] = c.new_stream()
    c.send(frames.header_block(stream, frames.block(c.fields())))
    return c.verdict()


@scenario(client=PROTOCOL_ERROR)
def even_stream(c):
    """A call on an even stream id (RFC 9113 section 5.1.1)."""
    return headers_on(c, 2)


@scenario(client=PROTOCOL_ERROR + STREAM_CLOSED + ["ignored"])
def stream_id_backwards(c):
    """A call on a lower id than the last (RFC 9113 section 5.1.1); it may be ignored, as a late frame would be."""
    c.next_stream = 7
    finished_call(c)
    return headers_on(c, 5)


@scenario(client=PROTOCOL_ERROR + STREAM_CLOSED + ["ignored"])
def stream_id_again(c):
    """A second call on the id of a call that is over; it may be ignored, as a late frame would be."""
    return headers_on(c, finished_call(c))


@scenario(client=STREAM_CLOSED + ["ignored"])
def data_on_finished(c):
    """DATA on a stream that both sides have ended; it may be ignored, as a late frame would be."""
    stream = finished_call(c)
    c.send(frame(DATA, 0, stream, b"late"))
    return c.verdict()


@scenario(client=STREAM_CLOSED + ["ignored"])
def data_on_reset(c):
    """DATA on a stream that this side has reset."""
    stream = c.begin()
    c.send(frames.rst_stream(stream, "CANCEL") + frame(DATA, 0, stream, b"late"))
    return c.verdict()


@scenario(client=STREAM_CLOSED, is_raw=True)
def data_after_end(c):
    """DATA after the end of the request, while the answer is under way (RFC 9113 section 5.1, half-closed)."""
    stream = waiting_call(c)
    c.send(frame(DATA, 0, stream, b"late"))
    c.gives_window = True
    c.send_settings((frames.INITIAL_WINDOW_SIZE, frames.DEFAULT_WINDOW))
    return c.outcome(stream)


@scenario(client=STREAM_CLOSED, is_raw=True)
def headers_after_end(c):
    """HEADERS after the end of the request, while the answer is under way."""
    stream = waiting_call(c)
    c.send(frame(HEADERS, END_HEADERS | END_STREAM, stream, frames.literal("x-late", "1")))
    c.gives_window = True
    c.send_settings((frames.INITIAL_WINDOW_SIZE, frames.DEFAULT_WINDOW))
    return c.outcome(stream)


@scenario(client=TOLERATED, is_raw=True)
def window_update_after_end(c):
    """WINDOW_UPDATE and RST_STREAM on calls that are over: they may be late, and mean nothing."""
    c.start()
    for stream in (finished_call(c), finished_call(c)):
        c.send(frames.window_update(stream, 1) + frames.rst_stream(stream, "NO_ERROR"))
    return c.call()


@scenario(client=TOLERATED)
def request_trailers(c):
    """A request that ends with a second header list, which HTTP allows and gRPC does not use."""
    stream = c.begin()
    c.send_data(stream, frames.message(), end=False)
    c.send(frames.header_block(stream, frames.literal("x-trailer", "1"), END_STREAM))
    return c.outcome(stream)


@scenario(client=["reset:PROTOCOL_ERROR", "http:400"] + PROTOCOL_ERROR)
def request_trailers_without_end(c):
    """A second header list that does not end the request (RFC 9113 section 8.1)."""
    stream = c.begin()
    c.send_data(stream, frames.message(), end=False)
    c.send(frames.header_block(stream, frames.literal("x-trailer", "1")))
    return c.outcome(stream)


@scenario(client=["reset:PROTOCOL_ERROR", "http:400"] + PROTOCOL_ERROR)
def request_trailers_with_pseudo_header(c):
    """A pseudo header in the second header list (RFC 9113 section 8.1)."""
    stream = c.begin()
    c.send_data(stream, frames.message(), end=False)
    c.send(frames.header_block(stream, frames.literal(":path", "/other"), END_STREAM))
    return c.outcome(stream)


@scenario(client=TOLERATED)
def reset_in_the_middle(c):
    """A reset in the middle of a message, and one in the middle of an answer."""
    stream = c.begin()
    c.send_data(stream, frames.message(length=1000)[:100], end=False)
    c.send(frames.rst_stream(stream, "CANCEL"))
    stream = c.begin()
    c.gives_window = False
    c.send_data(stream, frames.message(frames.simple_request(1 << 20)))
    c.wait(lambda: c.streams[stream].data or c.has_failed)
    c.send(frames.rst_stream(stream, "INTERNAL_ERROR"))
    # What came of the answer has used the connection's window.
    c.gives_window = True
    c.grant(0, 1 << 20)
    return c.call()


@scenario(client=TOLERATED)
def many_calls_in_one_write(c):
    """100 calls that come in one piece."""
    streams = [c.new_call() for _ in range(100)]
    for stream in streams:
        c.queue(frames.header_block(stream, frames.block(c.fields())))
        c.queue(frame(DATA, END_STREAM, stream, frames.message()))
    c.send(b"")
    outcomes = {c.outcome(stream) for stream in streams}
    return "answered" if outcomes == {"answered"} else f"{sorted(outcomes)}"
