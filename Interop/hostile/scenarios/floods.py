"""Much of what is allowed one at a time. A peer may bear it or end the connection, and must not hoard memory."""

import frames
from frames import ACK, PADDED
from registry import CALM, PROTOCOL_ERROR, TOLERATED, scenario

FLOOD = 20_000
# What a peer must not take without an end, in bytes.
TOO_MUCH = 32 << 20
REFUSED = [
    "status:8",
    "status:13",
    "http:431",
    "reset:ENHANCE_YOUR_CALM",
    "reset:PROTOCOL_ERROR",
    "reset:REFUSED_STREAM",
]
REFUSED_BY_CLIENT = ["reset:CANCEL", "reset:ENHANCE_YOUR_CALM", "reset:PROTOCOL_ERROR", "reset:INTERNAL_ERROR"]


def send_many(c, piece, count, batch=500):
    for start in range(0, count, batch):
        c.send(piece * min(batch, count - start))
        if c.has_failed:
            return


@scenario(client=TOLERATED + CALM, server=TOLERATED + CALM)
def ping_flood(c):
    """PINGs; every answer is read (CVE-2019-9512)."""
    stream = c.begin()
    send_many(c, frames.ping(1), FLOOD)
    c.wait(lambda: c.pongs >= FLOOD or c.has_failed)
    return c.end() if c.has_failed else c.finish(stream)


@scenario(client=TOLERATED + CALM + ["closed"], server=TOLERATED + CALM + ["closed"])
def ping_flood_unread(c):
    """PINGs; no answer is read until the peer takes no more."""
    stream = c.begin()
    return "swallowed" if c.send_unread(frames.ping(1), TOO_MUCH) >= TOO_MUCH else c.finish(stream)


@scenario(client=TOLERATED + CALM, server=TOLERATED + CALM)
def ping_answers_unasked(c):
    """Answers to PINGs that nobody sent."""
    stream = c.begin()
    send_many(c, frames.ping(7, ACK), FLOOD)
    return c.end() if c.has_failed else c.finish(stream)


@scenario(client=TOLERATED + CALM, server=TOLERATED + CALM)
def settings_flood(c):
    """SETTINGS; every acknowledgement is read (CVE-2019-9515)."""
    stream = c.begin()
    before = c.acks
    send_many(c, frames.settings((frames.INITIAL_WINDOW_SIZE, frames.DEFAULT_WINDOW)), FLOOD)
    c.wait(lambda: c.acks >= before + FLOOD or c.has_failed)
    return c.end() if c.has_failed else c.finish(stream)


@scenario(client=TOLERATED + CALM + ["closed"], server=TOLERATED + CALM + ["closed"])
def settings_flood_unread(c):
    """SETTINGS; no acknowledgement is read until the peer takes no more."""
    stream = c.begin()
    return "swallowed" if c.send_unread(frames.settings(), TOO_MUCH) >= TOO_MUCH else c.finish(stream)


@scenario(client=TOLERATED + CALM + ["reset:ENHANCE_YOUR_CALM"], server=TOLERATED + CALM + ["reset:ENHANCE_YOUR_CALM"])
def empty_data_flood(c):
    """DATA frames without data (CVE-2019-9518)."""
    stream = c.begin_body()
    send_many(c, frames.frame(frames.DATA, 0, stream), FLOOD)
    return c.end() if c.has_failed else c.finish_body(stream)


@scenario(client=TOLERATED + CALM + ["reset:ENHANCE_YOUR_CALM"], server=TOLERATED + CALM + ["reset:ENHANCE_YOUR_CALM"])
def padding_flood(c):
    """DATA frames of padding only. It counts against the windows, so the peer must give them back for it."""
    stream = c.begin_body()
    piece = frames.frame(frames.DATA, PADDED, stream, bytes([255]) + bytes(255))
    state = c.streams[stream]
    for _ in range((20 << 20) // (256 * 64)):
        c.wait(lambda: c.has_failed or state.is_over or min(c.send_window, state.send_window) >= 256 * 64)
        if c.has_failed or state.is_over:
            break
        c.send_window -= 256 * 64
        state.send_window -= 256 * 64
        c.send(piece * 64)
    return c.end() if c.has_failed else c.finish_body(stream)


@scenario(client=TOLERATED + CALM, server=TOLERATED + CALM)
def window_update_flood(c):
    """WINDOW_UPDATEs by 1, on the connection and on a stream."""
    stream = c.begin()
    send_many(c, frames.window_update(0, 1) + frames.window_update(stream, 1), FLOOD // 2)
    return c.end() if c.has_failed else c.finish(stream)


@scenario(client=TOLERATED + CALM, server=TOLERATED + CALM)
def priority_flood(c):
    """PRIORITY frames on streams that do not exist (CVE-2019-9513)."""
    stream = c.begin()
    send_many(c, b"".join(frames.frame(frames.PRIORITY, 0, n, b"\0\0\0\0\x10") for n in range(1001, 1201, 2)), 200, 1)
    return c.end() if c.has_failed else c.finish(stream)


def continue_endlessly(c, piece):
    stream = c.block_stream()
    c.send(frames.frame(frames.HEADERS, 0, stream, frames.block(c.fields())))
    for _ in range(TOO_MUCH // (1 << 16)):
        c.send(frames.frame(frames.CONTINUATION, 0, stream, piece) * max(1, (1 << 16) // (len(piece) + 9)))
        if c.has_failed:
            return c.end()
    return "swallowed"


@scenario(client=CALM + PROTOCOL_ERROR, server=CALM + PROTOCOL_ERROR)
def continuation_flood(c):
    """A header list that never ends (CVE-2024-27316 and its kind)."""
    return continue_endlessly(c, frames.literal("x-more", "v" * 1000))


@scenario(client=CALM + PROTOCOL_ERROR, server=CALM + PROTOCOL_ERROR)
def continuation_empty_flood(c):
    """Endless CONTINUATION frames with nothing in them."""
    return continue_endlessly(c, b"")


@scenario(client=REFUSED + CALM + PROTOCOL_ERROR, server=REFUSED_BY_CLIENT + CALM + PROTOCOL_ERROR)
def header_list_too_large(c):
    """A complete header list of 1 MiB."""
    fields = c.fields() + [(f"x-fill-{number}", "v" * 8192) for number in range(128)]
    return c.outcome(c.open_with(frames.block(fields)))


@scenario(client=REFUSED + CALM + PROTOCOL_ERROR, server=REFUSED_BY_CLIENT + CALM + PROTOCOL_ERROR)
def hpack_bomb(c):
    """A block of 20 KB that stands for a header list of 56 MB: one long field, named by its index again and again."""
    block = frames.block(c.fields()) + frames.literal("x-bomb", "v" * 3500, indexed=True) + b"\xbe" * 16000
    return c.outcome(c.open_with(block))


@scenario(client=TOLERATED + CALM)
def rapid_reset(c):
    """Calls that are reset at once (CVE-2023-44487)."""
    for _ in range(50):
        for _ in range(100):
            stream = c.new_call()
            c.queue(frames.header_block(stream, frames.block(c.fields())) + frames.rst_stream(stream, "CANCEL"))
        c.send(b"")
        if c.has_failed:
            return c.end()
    return c.call_when_free()


@scenario(client=TOLERATED + CALM)
def rapid_reset_by_the_peer(c):
    """Calls that the server must reset, for a stream error (CVE-2025-8671)."""
    for _ in range(50):
        for _ in range(100):
            stream = c.new_call()
            c.queue(frames.header_block(stream, frames.block(c.fields())) + frames.window_update(stream, 0))
        c.send(b"")
        if c.has_failed:
            return c.end()
    return c.call_when_free()


@scenario(client=TOLERATED + CALM)
def many_streams(c):
    """3,000 calls that stay open. What exceeds the announced number must be refused."""
    streams = []
    for _ in range(60):
        for _ in range(50):
            streams.append(c.new_call())
            c.queue(frames.header_block(streams[-1], frames.block(c.fields("StreamingInputCall"))))
        c.send(b"")
        if c.has_failed:
            return c.end()
    if not c.is_alive():
        return c.end()
    limit = c.peer_settings.get(frames.MAX_CONCURRENT_STREAMS)
    held = sum(not c.streams[stream].is_over for stream in streams)
    if limit is not None and held > limit:
        return f"{held} calls held, {limit} announced"
    for stream in streams:
        if not c.streams[stream].is_over:
            c.queue(frames.rst_stream(stream, "CANCEL"))
    return c.call_when_free()


@scenario(client=TOLERATED)
def dribbled_headers(c):
    """A header list in fragments of 8 bytes."""
    stream = c.block_stream()
    c.send(frames.header_block(stream, frames.block(c.fields()), size=8))
    return c.finish(stream)
