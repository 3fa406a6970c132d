"""Answers of a server that are malformed, unusual, or say that something else than gRPC answers.

What a client makes of most of them it tells its caller only; the test that runs the client checks that."""

import frames
from frames import DATA, END_STREAM, HEADERS, RST_STREAM, frame
from registry import PROTOCOL_ERROR, TOLERATED, add, scenario

# An answer that is malformed is an error of its stream; once both sides have ended it there is nothing to reset.
MALFORMED = ["reset:PROTOCOL_ERROR", "reset:INTERNAL_ERROR", "reset:CANCEL"] + PROTOCOL_ERROR
MALFORMED_AT_END = MALFORMED + TOLERATED


def only_headers(name, about, fields, ends=True, server=TOLERATED):
    """An answer that is one header list."""

    def run(c):
        stream = c.open_with(frames.block(fields(c) if callable(fields) else fields), ends)
        return c.taken(stream) if ends else c.outcome(stream)

    add(name, about, run, server=server)


def only_trailers(status, *more):
    return lambda c: c.fields() + [("grpc-status", status), *more]


for code in (400, 401, 403, 404, 429, 500, 502, 503, 504):
    only_headers(
        f"http_{code}",
        f"HTTP status {code} without a gRPC status; gRPC's table says what that means.",
        [(":status", str(code)), ("content-type", "text/html")],
    )

for arguments in (
    ("only_trailers", "Trailers only, with a status: NOT_FOUND.", only_trailers("5", ("grpc-message", "no%20such"))),
    ("only_trailers_ok", "Trailers only, OK, without the message that the call must have.", only_trailers("0")),
    ("only_trailers_without_status", "Trailers only, without a status.", lambda c: c.fields()),
    ("status_not_a_number", "A gRPC status that is no number.", only_trailers("abc")),
    ("status_unknown", "A gRPC status that does not exist.", only_trailers("99")),
    ("status_huge", "A gRPC status beyond every integer.", only_trailers("9" * 40)),
    ("status_negative", "A negative gRPC status.", only_trailers("-1")),
    ("message_escapes", "A status message with broken escapes.", only_trailers("13", ("grpc-message", "a%2zb%"))),
    ("message_not_utf8", "A status message that is no UTF-8.", only_trailers("13", ("grpc-message", "%ff%fe"))),
    ("content_type_of_answer", "HTML with HTTP status 200.", [(":status", "200"), ("content-type", "text/html")]),
):
    only_headers(*arguments)

for name, about, fields in (
    ("answer_upper_case", "A field name with a capital.", lambda c: c.fields() + [("X-Upper", "1")]),
    ("answer_status_missing", "No `:status`.", [("content-type", "application/grpc")]),
    ("answer_status_not_a_number", "A `:status` that is no number.", lambda c: c.fields(**{":status": "abc"})),
    ("answer_status_twice", "Two `:status`.", lambda c: [(":status", "200")] + c.fields()),
    ("answer_status_late", "`:status` after a field.", lambda c: [("x-a", "1")] + c.fields()),
    ("answer_pseudo_header", "A pseudo header of requests.", lambda c: [(":path", "/")] + c.fields()),
    ("answer_connection", "The field `connection`.", lambda c: c.fields() + [("connection", "close")]),
    ("answer_value_line_end", "A value with a line end.", lambda c: c.fields() + [("x-a", "1\r\n2")]),
):
    only_headers(name, about, fields, ends=False, server=MALFORMED)

only_headers(
    "interim_with_end",
    "A 1xx answer that ends the stream (RFC 9113 section 8.1).",
    [(":status", "100")],
    server=MALFORMED_AT_END,
)


@scenario(server=TOLERATED)
def interim(c):
    """Two answers of 1xx before the real one."""
    stream = c.begin()
    c.send(frames.header_block(stream, frames.block([(":status", "100")])))
    c.send(frames.header_block(stream, frames.block([(":status", "103"), ("link", "</a>")])))
    return c.finish(stream)


@scenario(server=MALFORMED)
def data_first(c):
    """DATA before the headers of the answer."""
    stream = c.begin()
    c.send(frame(DATA, 0, stream, frames.message()))
    return c.outcome(stream)


@scenario(server=MALFORMED_AT_END)
def trailers_missing(c):
    """An answer that ends with DATA, without trailers."""
    stream = c.begin_body()
    c.send_data(stream, frames.message())
    return c.taken(stream)


@scenario(server=MALFORMED)
def trailers_without_end(c):
    """Trailers that do not end the stream (RFC 9113 section 8.1)."""
    stream = c.begin_body()
    c.send_data(stream, frames.message(), end=False)
    c.send(frames.header_block(stream, frames.block([("grpc-status", "0")])))
    return c.outcome(stream)


@scenario(server=MALFORMED_AT_END)
def trailers_with_pseudo_header(c):
    """`:status` in the trailers."""
    stream = c.begin_body()
    c.send_data(stream, frames.message(), end=False)
    c.trail(stream, **{":status": "200"})
    return c.taken(stream)


@scenario(server=MALFORMED_AT_END)
def trailers_without_status(c):
    """Trailers without a gRPC status."""
    stream = c.begin_body()
    c.send_data(stream, frames.message(), end=False)
    c.trail(stream, grpc_status=None, x_other="1")
    return c.taken(stream)


@scenario(server=TOLERATED)
def failure_after_message(c):
    """A message, and then a status that is none of success."""
    stream = c.begin()
    c.reply(stream, grpc_status="10", grpc_message="too%20late")
    return c.taken(stream)


@scenario(server=["goaway:STREAM_CLOSED", "ignored", "reset:STREAM_CLOSED"] + PROTOCOL_ERROR)
def data_after_trailers(c):
    """DATA after the end of the answer."""
    stream = c.begin()
    c.reply(stream)
    c.send(frame(DATA, 0, stream, frames.message()))
    return c.verdict()


@scenario(server=["goaway:STREAM_CLOSED", "ignored", "reset:STREAM_CLOSED"] + PROTOCOL_ERROR)
def headers_after_trailers(c):
    """A second answer after the end of the first."""
    stream = c.begin()
    c.reply(stream)
    c.send(frames.header_block(stream, frames.block(c.fields()), END_STREAM))
    return c.verdict()


@scenario(server=PROTOCOL_ERROR)
def headers_on_idle(c):
    """An answer on a stream that the client has not opened."""
    stream = c.begin()
    c.send(frames.header_block(stream + 100, frames.block(c.fields())))
    return c.verdict()


@scenario(server=PROTOCOL_ERROR)
def headers_on_even(c):
    """A stream that the server opens by itself."""
    c.begin()
    c.send(frame(HEADERS, END_STREAM | frames.END_HEADERS, 2, frames.block(c.fields())))
    return c.verdict()


def reset(code):
    def run(c):
        stream = c.begin_body()
        c.send(frames.rst_stream(stream, code))
        return "answered" if c.is_alive() else c.end()

    add(
        f"reset_{code.lower()}",
        f"The stream reset with {code}; gRPC's table says what that means.",
        run,
        server=TOLERATED,
    )


for reason in frames.ERRORS:
    reset(reason)


@scenario(server=TOLERATED)
def reset_unknown_code(c):
    """The stream reset with a code that does not exist."""
    stream = c.begin_body()
    c.send(frame(RST_STREAM, 0, stream, b"\xff\xff\xff\xff"))
    return "answered" if c.is_alive() else c.end()


@scenario(server=TOLERATED)
def reset_after_trailers(c):
    """A whole answer, and then a reset without an error (RFC 9113 section 8.1): the answer counts."""
    stream = c.begin()
    c.reply(stream)
    c.send(frames.rst_stream(stream, "NO_ERROR"))
    return "answered" if c.is_alive() else c.end()


@scenario(server=TOLERATED)
def answer_before_the_request_ends(c):
    """A whole answer, although the client has more to send, and then a reset without an error."""
    stream = c.begin(end=False)
    c.gives_window = False
    c.reply(stream, grpc_status="3", grpc_message="enough")
    c.send(frames.rst_stream(stream, "NO_ERROR"))
    c.gives_window = True
    c.grant(0, 1 << 20)
    return "answered" if c.is_alive() else c.end()
