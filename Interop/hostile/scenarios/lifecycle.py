"""Beginnings and ends of connections."""

import socket

import frames
from connection import Gone, Silent
from registry import CALM, PROTOCOL_ERROR, TOLERATED, scenario

# How long a connection that says nothing is looked at, in seconds: whatever the server does, it must serve others.
A_WHILE = 1
# How long the tool waits for a client whose call has a deadline of a second, in seconds.
GIVES_UP_WITHIN = 5


@scenario(client=PROTOCOL_ERROR + ["closed"], is_raw=True)
def preface_missing(c):
    """A request of HTTP/1.1 in place of the preface."""
    c.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return c.end()


@scenario(client=PROTOCOL_ERROR + ["closed"], is_raw=True)
def preface_wrong(c):
    """A preface whose last byte is wrong."""
    c.send(frames.PREFACE[:-1] + b"?" + frames.settings())
    return c.end()


@scenario(client=PROTOCOL_ERROR + ["closed"], is_raw=True)
def tls_hello(c):
    """The beginning of a TLS handshake to a server without TLS."""
    c.send(b"\x16\x03\x01\x00\xf1\x01\x00\x00\xed\x03\x03" + bytes(230))
    return c.end()


@scenario(client=PROTOCOL_ERROR, server=PROTOCOL_ERROR, is_raw=True)
def settings_not_first(c):
    """PING before SETTINGS (RFC 9113 section 3.4)."""
    c.send((frames.PREFACE if c.is_client else b"") + frames.ping())
    return c.verdict()


def look(c):
    """What the server does with a connection on which nothing more comes."""
    try:
        c.wait(lambda: c.has_failed, seconds=A_WHILE)
    except Gone:
        return c.ending()
    except Silent:
        return "open"
    return c.ending()


@scenario(client=["open", "closed", "goaway:*"], is_raw=True)
def silent(c):
    """Nothing at all after connecting."""
    return look(c)


@scenario(client=["open", "closed", "goaway:*"], is_raw=True)
def half_a_preface(c):
    """The first half of the preface."""
    c.send(frames.PREFACE[:12])
    return look(c)


@scenario(client=["open", "closed", "goaway:*"], is_raw=True)
def no_settings(c):
    """The preface, and no SETTINGS."""
    c.send(frames.PREFACE)
    return look(c)


@scenario(client=["open", "closed", "goaway:*"])
def half_a_frame(c):
    """A frame that stops in its middle, in a call."""
    stream = c.begin()
    c.send(frames.frame(frames.DATA, 0, stream, b"half", length=8))
    return look(c)


@scenario(client=TOLERATED, is_raw=True)
def preface_in_pieces(c):
    """A preface byte by byte, and a call after it."""
    start = frames.PREFACE + frames.settings()
    for byte in start[:-1]:
        c.send(bytes([byte]))
    c.send_start(start[-1:])
    return c.call()


@scenario(client=TOLERATED + CALM, is_raw=True)
def settings_unacknowledged(c):
    """The server's SETTINGS are never acknowledged."""
    c.send_start(frames.PREFACE + frames.settings(), acknowledges=False)
    return c.call()


@scenario(client=TOLERATED, is_last=True)
def goaway_from_client(c):
    """GOAWAY while a call runs: it must still be answered."""
    stream = c.begin()
    c.send(frames.goaway(0, "NO_ERROR", b"bye"))
    return c.finish(stream)


@scenario(client=["answered", "closed"], is_last=True)
def half_closed_socket(c):
    """A call after which the client's side of the socket is shut."""
    stream = c.begin()
    c.send_data(stream, frames.message())
    c.socket.shutdown(socket.SHUT_WR)
    return c.outcome(stream)


@scenario(client=["gone"])
def gone_in_the_middle(c):
    """Ten calls in the middle of which the client closes the connection."""
    for _ in range(10):
        stream = c.begin()
        c.send_data(stream, frames.message(length=1000)[:100], end=False)
    c.close()
    return "gone"


# As a server


@scenario(server=["closed"], is_raw=True)
def answers_http1(c):
    """An answer of HTTP/1.1. (The client ends the connection; it may say why.)"""
    c.wait(lambda: c.has_preface)
    c.send(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    outcome = c.end()
    return "closed" if outcome.startswith("goaway:") else outcome


@scenario(server=["closed"], is_raw=True)
def closes_at_once(c):
    """The server closes the connection as soon as it stands."""
    c.close()
    return "closed"


# A client may wait for SETTINGS before it opens a stream; otherwise it must reset the one that it gives up.
GIVEN_UP = ["closed", "goaway:*", "reset:CANCEL", "open"]


def wait_for_the_client_to_give_up(c):
    try:
        c.wait(lambda: any(state.reset is not None for state in c.streams.values()) or c.has_failed, GIVES_UP_WITHIN)
    except Gone:
        return c.ending()
    except Silent:
        return "silent" if c.streams else "open"
    return c.ending() if c.has_failed else "reset:CANCEL"


@scenario(server=GIVEN_UP, is_raw=True)
def server_silent(c):
    """No SETTINGS, no answer. (The client gives up at its deadline, of a second.)"""
    c.gives_window = False
    return wait_for_the_client_to_give_up(c)


@scenario(server=GIVEN_UP, is_raw=True)
def half_of_settings(c):
    """Half a SETTINGS frame. (The client gives up at its deadline, of a second.)"""
    c.gives_window = False
    c.send(frames.settings((frames.MAX_CONCURRENT_STREAMS, 100))[:10])
    return wait_for_the_client_to_give_up(c)


@scenario(server=TOLERATED + ["closed"])
def goaway_gentle(c):
    """GOAWAY that includes the running call, which is answered then."""
    stream = c.begin()
    c.send(frames.goaway(stream, "NO_ERROR"))
    c.reply(stream)
    return "answered"


@scenario(server=TOLERATED + ["closed"])
def goaway_announced(c):
    """GOAWAY with the largest stream id, and then the real one, as servers end gently (RFC 9113 section 6.8)."""
    stream = c.begin()
    c.send(frames.goaway(frames.LARGEST_WINDOW, "NO_ERROR") + frames.ping(5))
    c.send(frames.goaway(stream, "NO_ERROR"))
    c.reply(stream)
    return "answered"


@scenario(server=["sent"])
def goaway_refusing(c):
    """GOAWAY that does not include the running call: it was not touched, and fails as unavailable."""
    c.begin()
    c.send(frames.goaway(0, "NO_ERROR"))
    return "sent"


@scenario(server=["sent"])
def goaway_calm(c):
    """GOAWAY for too many PINGs, as Go's servers send it, and the end."""
    stream = c.begin()
    c.send(frames.goaway(stream, "ENHANCE_YOUR_CALM", b"too_many_pings"))
    c.close()
    return "sent"


@scenario(server=["sent"])
def closes_in_the_middle(c):
    """The end of the connection in the middle of an answer, without a word."""
    c.begin_body()
    c.close()
    return "sent"
