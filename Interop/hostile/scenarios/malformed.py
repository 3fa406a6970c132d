"""Frames that RFC 9113 forbids, and some that it tells to ignore. Both roles send them while a call is open."""

import struct

import frames
from frames import (
    ACK,
    CONTINUATION,
    DATA,
    END_HEADERS,
    END_STREAM,
    GOAWAY,
    HEADERS,
    PADDED,
    PING,
    PRIORITY,
    PUSH_PROMISE,
    RST_STREAM,
    SETTINGS,
    WINDOW_UPDATE,
    WITH_PRIORITY,
    frame,
)
from registry import FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, PROTOCOL_ERROR, TOLERATED, add, scenario

IDLE = 99


def end_of_connection(name, about, make, expected, server=()):
    """Bytes that must end the connection; `server` is what is expected of a client, where that differs."""

    def run(c):
        stream = c.begin()
        c.send(make(c, stream))
        return c.verdict()

    add(name, about, run, client=expected, server=list(server) or expected)


for arguments in (
    ("settings_length", "SETTINGS of 5 bytes.", lambda c, s: frame(SETTINGS, payload=bytes(5)), FRAME_SIZE_ERROR),
    (
        "settings_ack_with_payload",
        "An acknowledgement of SETTINGS that holds settings.",
        lambda c, s: frame(SETTINGS, ACK, 0, bytes(6)),
        FRAME_SIZE_ERROR,
    ),
    ("settings_on_stream", "SETTINGS on a stream.", lambda c, s: frame(SETTINGS, 0, s), PROTOCOL_ERROR),
    (
        "settings_push",
        "ENABLE_PUSH with a value that does not exist.",
        lambda c, s: frames.settings((frames.ENABLE_PUSH, 2)),
        PROTOCOL_ERROR,
    ),
    (
        "settings_window",
        "An initial window of 2^31.",
        lambda c, s: frames.settings((frames.INITIAL_WINDOW_SIZE, 2**31)),
        FLOW_CONTROL_ERROR,
    ),
    (
        "settings_frame_size_tiny",
        "A maximal frame size of 16,383, one less than allowed.",
        lambda c, s: frames.settings((frames.MAX_FRAME_SIZE, 16383)),
        PROTOCOL_ERROR,
    ),
    (
        "settings_frame_size_huge",
        "A maximal frame size of 2^24, one more than allowed.",
        lambda c, s: frames.settings((frames.MAX_FRAME_SIZE, 2**24)),
        PROTOCOL_ERROR,
    ),
    ("ping_length", "PING of 7 bytes.", lambda c, s: frame(PING, payload=bytes(7)), FRAME_SIZE_ERROR),
    ("ping_on_stream", "PING on a stream.", lambda c, s: frame(PING, 0, s, bytes(8)), PROTOCOL_ERROR),
    (
        "window_update_length",
        "WINDOW_UPDATE of 3 bytes.",
        lambda c, s: frame(WINDOW_UPDATE, 0, 0, bytes(3)),
        FRAME_SIZE_ERROR,
    ),
    (
        "window_update_zero",
        "WINDOW_UPDATE by 0 on the connection.",
        lambda c, s: frames.window_update(0, 0),
        PROTOCOL_ERROR,
    ),
    (
        "window_update_overflow",
        "WINDOW_UPDATE that makes the connection's window 2^31.",
        lambda c, s: frames.window_update(0, frames.LARGEST_WINDOW),
        FLOW_CONTROL_ERROR,
    ),
    (
        "window_update_on_idle",
        "WINDOW_UPDATE on a stream that was never opened.",
        lambda c, s: frames.window_update(IDLE, 1),
        PROTOCOL_ERROR,
    ),
    ("rst_stream_length", "RST_STREAM of 3 bytes.", lambda c, s: frame(RST_STREAM, 0, s, bytes(3)), FRAME_SIZE_ERROR),
    ("rst_stream_on_zero", "RST_STREAM on stream 0.", lambda c, s: frames.rst_stream(0, "CANCEL"), PROTOCOL_ERROR),
    (
        "rst_stream_on_idle",
        "RST_STREAM on a stream that was never opened.",
        lambda c, s: frames.rst_stream(IDLE, "CANCEL"),
        PROTOCOL_ERROR,
    ),
    ("goaway_length", "GOAWAY of 7 bytes.", lambda c, s: frame(GOAWAY, payload=bytes(7)), FRAME_SIZE_ERROR),
    ("goaway_on_stream", "GOAWAY on a stream.", lambda c, s: frame(GOAWAY, 0, s, bytes(8)), PROTOCOL_ERROR),
    ("data_on_zero", "DATA on stream 0.", lambda c, s: frame(DATA, 0, 0, b"data"), PROTOCOL_ERROR),
    (
        "data_on_idle",
        "DATA on a stream that was never opened.",
        lambda c, s: frame(DATA, 0, IDLE, b"data"),
        PROTOCOL_ERROR,
    ),
    (
        "data_padding_too_long",
        "DATA whose padding is longer than the frame.",
        lambda c, s: c.before_data(s) + frame(DATA, PADDED, s, b"\x05abcd"),
        PROTOCOL_ERROR,
    ),
    (
        "data_padding_missing",
        "DATA that says it is padded and has no room for the length.",
        lambda c, s: c.before_data(s) + frame(DATA, PADDED, s),
        FRAME_SIZE_ERROR + PROTOCOL_ERROR,
    ),
    (
        "headers_on_zero",
        "HEADERS on stream 0.",
        lambda c, s: frame(HEADERS, END_HEADERS, 0, frames.block(c.fields())),
        PROTOCOL_ERROR,
    ),
    (
        "headers_padding_too_long",
        "HEADERS whose padding is longer than the frame.",
        lambda c, s: frame(HEADERS, END_HEADERS | PADDED, c.next_block_stream(s), b"\xff" + frames.block(c.fields())),
        PROTOCOL_ERROR,
    ),
    (
        "headers_priority_missing",
        "HEADERS that say they have a priority and hold 4 bytes.",
        lambda c, s: frame(HEADERS, END_HEADERS | WITH_PRIORITY, c.next_block_stream(s), bytes(4)),
        FRAME_SIZE_ERROR + PROTOCOL_ERROR,
    ),
    ("priority_on_zero", "PRIORITY on stream 0.", lambda c, s: frame(PRIORITY, 0, 0, bytes(5)), PROTOCOL_ERROR),
    (
        "continuation_alone",
        "CONTINUATION without HEADERS.",
        lambda c, s: frame(CONTINUATION, END_HEADERS, s, frames.literal("a", "b")),
        PROTOCOL_ERROR,
    ),
    (
        "continuation_on_other_stream",
        "CONTINUATION of another stream than that of the HEADERS.",
        lambda c, s: frame(HEADERS, 0, c.next_block_stream(s), frames.block(c.fields()))
        + frame(CONTINUATION, END_HEADERS, IDLE),
        PROTOCOL_ERROR,
    ),
    (
        "continuation_interrupted",
        "PING between HEADERS and their CONTINUATION.",
        lambda c, s: frame(HEADERS, 0, c.next_block_stream(s), frames.block(c.fields())) + frames.ping(),
        PROTOCOL_ERROR,
    ),
    (
        "continuation_interrupted_by_unknown",
        "A frame of an unknown type between HEADERS and their CONTINUATION.",
        lambda c, s: frame(HEADERS, 0, c.next_block_stream(s), frames.block(c.fields())) + frame(0xEE, 0, s, b"?"),
        PROTOCOL_ERROR,
    ),
    (
        "continuation_too_large",
        "CONTINUATION larger than the peer takes.",
        lambda c, s: frame(HEADERS, 0, c.next_block_stream(s), frames.block(c.fields()))
        + frame(CONTINUATION, END_HEADERS, c.last_block_stream(s), bytes(c.peer_max_frame + 1)),
        FRAME_SIZE_ERROR,
    ),
    (
        "frame_too_large",
        "A frame that is one byte larger than the peer takes.",
        lambda c, s: frame(0xEE, 0, 0, bytes(c.peer_max_frame + 1)),
        FRAME_SIZE_ERROR,
    ),
    (
        "frame_length_lie",
        "A frame that announces 16 MiB, of which nothing comes.",
        lambda c, s: c.before_data(s) + frame(DATA, 0, s, length=2**24 - 1),
        FRAME_SIZE_ERROR,
    ),
    (
        "push_promise",
        "PUSH_PROMISE, which no client may send and no gRPC client allows.",
        lambda c, s: frame(PUSH_PROMISE, END_HEADERS, s, struct.pack(">I", 2) + frames.block(c.fields())),
        PROTOCOL_ERROR,
    ),
):
    end_of_connection(*arguments)


@scenario(server=PROTOCOL_ERROR)
def settings_push_by_server(c):
    """ENABLE_PUSH = 1 from a server (RFC 9113 section 6.5.2)."""
    c.begin()
    c.send(frames.settings((frames.ENABLE_PUSH, 1)))
    return c.verdict()


@scenario(client=FLOW_CONTROL_ERROR, server=FLOW_CONTROL_ERROR)
def settings_window_overflow(c):
    """An initial window that makes the window of an open stream exceed 2^31 - 1. (A client must have more to send.)"""
    stream = c.begin_sending()
    c.send(frames.window_update(stream, frames.LARGEST_WINDOW - frames.DEFAULT_WINDOW))
    c.send(frames.settings((frames.INITIAL_WINDOW_SIZE, 4 * frames.DEFAULT_WINDOW)))
    return c.verdict()


@scenario(client=["reset:PROTOCOL_ERROR"] + PROTOCOL_ERROR, server=["reset:PROTOCOL_ERROR"] + PROTOCOL_ERROR)
def window_update_zero_on_stream(c):
    """WINDOW_UPDATE by 0 on a stream: an error of the stream (RFC 9113 section 6.9)."""
    stream = c.begin_sending()
    c.send(frames.window_update(stream, 0))
    return c.outcome(stream)


@scenario(
    client=["reset:FLOW_CONTROL_ERROR"] + FLOW_CONTROL_ERROR, server=["reset:FLOW_CONTROL_ERROR"] + FLOW_CONTROL_ERROR
)
def window_update_overflow_on_stream(c):
    """WINDOW_UPDATE that makes a stream's window exceed 2^31 - 1 (RFC 9113 section 6.9.1). (A client must have more to
    send.)"""
    stream = c.begin_sending()
    # Twice: a client may have used its window, all but nothing of it.
    c.send(frames.window_update(stream, frames.LARGEST_WINDOW) * 2)
    return c.outcome(stream)


@scenario(
    client=TOLERATED + ["reset:FRAME_SIZE_ERROR"] + FRAME_SIZE_ERROR,
    server=TOLERATED + ["reset:FRAME_SIZE_ERROR"] + FRAME_SIZE_ERROR,
)
def priority_length(c):
    """PRIORITY of 4 bytes: an error of the stream, in a frame that may be ignored as a whole (RFC 9113 section 6.3)."""
    stream = c.begin_body()
    c.send(frame(PRIORITY, 0, stream, bytes(4)))
    verdict = c.verdict(stream)
    return c.finish_body(stream) if verdict == "ignored" else verdict


@scenario(client=TOLERATED, server=TOLERATED)
def unknown_frames(c):
    """Frames of every unknown type, on stream 0, on an open stream and on one that does not exist."""
    stream = c.begin_body()
    for kind in range(10, 256):
        for number in (0, stream, IDLE):
            c.queue(frame(kind, kind, number, bytes(kind)))
    return c.finish_body(stream)


@scenario(client=TOLERATED, server=TOLERATED)
def unknown_flags(c):
    """Flags that have no meaning, on frames of every type; the reserved bits are set as well."""
    stream = c.block_stream()
    reserved = 2**31
    c.queue(frame(SETTINGS, 0xFE, reserved))
    c.queue(frame(PING, 0xFE, reserved, bytes(8)))
    c.queue(frame(WINDOW_UPDATE, 0xFF, reserved, struct.pack(">I", reserved | 1)))
    c.queue(frame(HEADERS, END_HEADERS | 0xD2, stream | reserved, frames.block(c.fields())))
    c.queue(frame(DATA, 0xF6, stream | reserved))
    return c.finish_body(stream)


@scenario(client=TOLERATED, server=TOLERATED)
def unknown_settings(c):
    """Settings that have no meaning."""
    stream = c.begin()
    c.send(frames.settings(*((number, 2**32 - 1) for number in range(0x20, 0x30))))
    return c.finish(stream)


@scenario(client=TOLERATED, server=TOLERATED)
def priority_frames(c):
    """PRIORITY on an open stream and on idle ones, and dependencies in a circle (RFC 9113 section 5.3.2)."""
    stream = c.begin_body()
    for number, parent in ((stream, IDLE), (IDLE, stream), (IDLE + 2, IDLE + 4), (IDLE + 4, IDLE + 2)):
        c.queue(frame(PRIORITY, 0, number, struct.pack(">IB", parent | 2**31, 200)))
    return c.finish_body(stream)


@scenario(client=TOLERATED, server=TOLERATED)
def headers_with_priority_and_padding(c):
    """HEADERS with a priority, padded to the brim."""
    stream = c.block_stream()
    payload = bytes([255]) + struct.pack(">IB", 0, 10) + frames.block(c.fields()) + bytes(255)
    c.send(frame(HEADERS, END_HEADERS | PADDED | WITH_PRIORITY, stream, payload))
    return c.finish_body(stream)


@scenario(client=TOLERATED, server=TOLERATED)
def data_padded(c):
    """A message in DATA frames of one byte each, padded."""
    stream = c.begin_body()
    for byte in frames.message():
        c.queue(frame(DATA, PADDED, stream, bytes([9, byte]) + bytes(9)))
    c.send_window -= 55
    c.streams[stream].send_window -= 55
    return c.finish_body(stream, b"")


@scenario(client=TOLERATED + PROTOCOL_ERROR, server=TOLERATED + PROTOCOL_ERROR)
def settings_ack_unasked(c):
    """An acknowledgement of SETTINGS that nobody sent."""
    stream = c.begin()
    c.send(frame(SETTINGS, ACK))
    return c.finish(stream)


@scenario(client=TOLERATED)
def dribbled_bytes(c):
    """A call whose bytes come one at a time."""
    stream = c.new_call()
    call = frames.header_block(stream, frames.block(c.fields())) + frame(DATA, END_STREAM, stream, frames.message())
    for byte in call:
        c.send(bytes([byte]))
    return c.outcome(stream)
