"""Windows and settings that are allowed and unusual. The peer must neither exceed a window nor get stuck.

As a client the tool asks for a large answer; as a server it expects a request of more than 250,000 bytes."""

import frames
from connection import Wrong
from registry import TOLERATED, scenario

LARGE = 250_000


def begin_large(c):
    """A call in which the peer has a lot to send."""
    if c.is_client:
        stream = c.begin()
        c.send_data(stream, frames.message(frames.simple_request(LARGE)))
        return stream
    return c.begin(end=False)


def finish_large(c, stream):
    """Lets the rest come, and further calls."""
    c.gives_window = True
    c.send_settings((frames.INITIAL_WINDOW_SIZE, frames.DEFAULT_WINDOW))
    # The windows that were held back so far.
    c.grant(0, 1 << 24)
    c.grant(stream, 1 << 24)
    c.wait(lambda: c.streams[stream].is_over or c.has_failed)
    if len(c.streams[stream].data) < LARGE and not c.has_failed:
        raise Wrong(f"only {len(c.streams[stream].data)} bytes of the message came")
    return c.outcome(stream) if c.is_client else c.finish(stream)


def use_up(c, stream):
    """Waits until the peer has used the whole window. That it does not exceed it is checked with every frame; a client
    may have sent as much as the usual window allows before it knew better, so the window may be negative."""
    state = c.streams[stream]
    c.wait(lambda: min(state.window, c.window) <= 0 or state.is_over or c.has_failed)
    if state.is_over or not c.is_alive():
        raise Wrong(f"no more than {len(state.data)} bytes came")


def open_window(c, stream, size):
    """Makes the stream's window exactly this large."""
    c.grant(stream, size - c.streams[stream].window)


@scenario(client=TOLERATED, server=TOLERATED, is_raw=True)
def zero_window(c):
    """An initial window of 0, which is opened later."""
    c.gives_window = False
    c.start((frames.INITIAL_WINDOW_SIZE, 0))
    stream = begin_large(c)
    use_up(c, stream)
    return finish_large(c, stream)


@scenario(client=TOLERATED, server=["reset:CANCEL"], is_raw=True)
def zero_window_forever(c):
    """An initial window of 0 that is never opened. (A client gives up at its deadline.)"""
    c.gives_window = False
    c.start((frames.INITIAL_WINDOW_SIZE, 0))
    stream = begin_large(c)
    use_up(c, stream)
    if not c.is_client:
        outcome = c.outcome(stream)
        c.gives_window = True
        c.send_settings((frames.INITIAL_WINDOW_SIZE, frames.DEFAULT_WINDOW))
        return outcome
    c.send(frames.rst_stream(stream, "CANCEL"))
    c.gives_window = True
    c.send_settings((frames.INITIAL_WINDOW_SIZE, frames.DEFAULT_WINDOW))
    return c.call()


@scenario(client=TOLERATED, server=None, is_raw=True)
def zero_window_many(c):
    """50 large answers that all wait for a window of 0, and are cancelled."""
    c.gives_window = False
    c.start((frames.INITIAL_WINDOW_SIZE, 0))
    streams = [begin_large(c) for _ in range(50)]
    if not c.is_alive():
        return c.end()
    for stream in streams:
        c.queue(frames.rst_stream(stream, "CANCEL"))
    c.gives_window = True
    c.send_settings((frames.INITIAL_WINDOW_SIZE, frames.DEFAULT_WINDOW))
    return c.call()


@scenario(client=TOLERATED, server=TOLERATED, is_raw=True)
def connection_window_used_up(c):
    """Streams may send a megabyte, the connection only 65,535 bytes."""
    c.gives_window = False
    c.start((frames.INITIAL_WINDOW_SIZE, 1 << 20))
    stream = begin_large(c)
    use_up(c, stream)
    c.grant(0, 1)
    use_up(c, stream)
    return finish_large(c, stream)


@scenario(client=TOLERATED, server=TOLERATED, is_raw=True)
def negative_window(c):
    """An initial window that shrinks below what was sent, and grows again (RFC 9113 section 6.9.2)."""

    def shrink_or_grow(size):
        acks = c.acks
        c.send_settings((frames.INITIAL_WINDOW_SIZE, size))
        c.wait(lambda: c.acks > acks)
        use_up(c, stream)

    c.gives_window = False
    c.start((frames.INITIAL_WINDOW_SIZE, 30_000))
    stream = begin_large(c)
    use_up(c, stream)
    shrink_or_grow(10_000)
    open_window(c, stream, 0)
    use_up(c, stream)
    open_window(c, stream, 1)
    use_up(c, stream)
    shrink_or_grow(11_000)
    shrink_or_grow(0)
    return finish_large(c, stream)


@scenario(client=TOLERATED, server=TOLERATED, is_raw=True)
def dribbled_window(c):
    """A window that is opened byte by byte (CVE-2019-9517)."""
    c.gives_window = False
    c.start((frames.INITIAL_WINDOW_SIZE, 0))
    stream = begin_large(c)
    use_up(c, stream)
    # The connection's window may be used up as well.
    c.grant(0, 1000)
    for _ in range(300):
        open_window(c, stream, 1)
        c.wait(lambda: c.streams[stream].window <= 0)
    use_up(c, stream)
    return finish_large(c, stream)


@scenario(client=TOLERATED, server=TOLERATED, is_raw=True)
def smallest_frames(c):
    """A large message under the smallest maximal frame size, said explicitly."""
    c.start((frames.MAX_FRAME_SIZE, frames.SMALLEST_MAX_FRAME), (frames.INITIAL_WINDOW_SIZE, 1 << 20))
    stream = begin_large(c)
    return finish_large(c, stream)


@scenario(client=TOLERATED, server=TOLERATED, is_raw=True)
def largest_settings(c):
    """Every setting at the largest value that is allowed: a peer must not reserve memory for it."""
    c.start(
        (frames.HEADER_TABLE_SIZE, 2**32 - 1),
        (frames.MAX_CONCURRENT_STREAMS, 2**32 - 1),
        (frames.INITIAL_WINDOW_SIZE, frames.LARGEST_WINDOW),
        (frames.MAX_FRAME_SIZE, 2**24 - 1),
        (frames.MAX_HEADER_LIST_SIZE, 2**32 - 1),
    )
    return c.finish(c.begin())


@scenario(client=TOLERATED, server=TOLERATED, is_raw=True)
def no_header_table(c):
    """A header table of 0: the peer must say so in its next block, and use no entry (RFC 7541 section 4.2)."""
    c.start((frames.HEADER_TABLE_SIZE, 0))
    # The first block may have been on its way already.
    for _ in range(3 if c.is_client else 1):
        outcome = c.finish(c.begin())
    return outcome


@scenario(server=TOLERATED, is_raw=True)
def one_stream_at_a_time(c):
    """One stream at most. (The client makes 16 calls at once, twice; those begun before it knew do not count.)"""
    c.start((frames.MAX_CONCURRENT_STREAMS, 1))
    c.stream_limit = 1
    for _ in range(31):
        c.reply(c.begin())
    return c.finish(c.begin())


@scenario(server=TOLERATED, is_raw=True)
def no_stream_for_a_while(c):
    """No stream at first, one later. (The client makes one call, after it has read the settings.)"""
    c.start((frames.MAX_CONCURRENT_STREAMS, 0))
    begun = len(c.streams)
    if not c.is_alive() or len(c.streams) > begun:
        raise Wrong("a stream although none is allowed")
    c.send_settings((frames.MAX_CONCURRENT_STREAMS, 1))
    return c.finish(c.begin())
