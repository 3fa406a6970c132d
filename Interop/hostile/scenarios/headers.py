"""Header lists of requests that are malformed (RFC 9113 section 8.1.1), or that gRPC does not allow."""

import frames
from registry import TOLERATED, add, scenario

# A malformed request is an error of its stream; a server may say so in an answer first, or end the connection.
MALFORMED = ["reset:PROTOCOL_ERROR", "http:400", "goaway:PROTOCOL_ERROR"]


def request(name, about, change, expected):
    """A call whose header list is changed; nothing else is wrong with it."""

    def run(c):
        stream = c.open_with(frames.block(change(c)))
        c.send_data(stream, frames.message())
        return c.outcome(stream)

    add(name, about, run, client=expected)


def replaced(**changes):
    """The usual fields, with other values; None takes a field out."""
    return lambda c: c.fields(
        **{f":{key[1:]}" if key.startswith("_") else key: value for key, value in changes.items()}
    )


def appended(*fields):
    return lambda c: c.fields() + list(fields)


for arguments in (
    ("header_upper_case", "A field name with a capital.", appended(("X-Upper", "1")), MALFORMED),
    ("header_name_empty", "A field without a name.", appended(("", "1")), MALFORMED),
    ("header_name_space", "A field name with a space.", appended(("x y", "1")), MALFORMED),
    ("header_name_colon", "A field name with a colon inside.", appended(("x:y", "1")), MALFORMED),
    ("header_name_zero", "A field name with a zero byte.", appended((b"x\0y", "1")), MALFORMED),
    ("header_value_line_end", "A value with a line end.", appended(("x-a", "1\r\nx-b: 2")), MALFORMED),
    ("header_value_zero", "A value with a zero byte.", appended(("x-a", b"1\x002")), MALFORMED),
    ("header_connection", "The field `connection`.", appended(("connection", "keep-alive")), MALFORMED),
    (
        "header_transfer_encoding",
        "The field `transfer-encoding`.",
        appended(("transfer-encoding", "chunked")),
        MALFORMED,
    ),
    ("header_te_gzip", "`te` with another value than trailers.", replaced(te="gzip"), MALFORMED),
    ("path_missing", "No `:path`.", replaced(_path=None), MALFORMED),
    ("path_empty", "An empty `:path`.", replaced(_path=""), MALFORMED),
    ("method_missing", "No `:method`.", replaced(_method=None), MALFORMED),
    ("scheme_missing", "No `:scheme`.", replaced(_scheme=None), MALFORMED),
    ("path_twice", "Two `:path`.", lambda c: [(":path", "/a/b")] + c.fields(), MALFORMED),
    ("pseudo_header_late", "A pseudo header after a field.", lambda c: [("x-a", "1")] + c.fields(), MALFORMED),
    ("pseudo_header_unknown", "`:unknown`.", lambda c: [(":unknown", "1")] + c.fields(), MALFORMED),
    ("pseudo_header_of_answers", "`:status` in a request.", lambda c: [(":status", "200")] + c.fields(), MALFORMED),
    (
        "content_length_wrong",
        "A `content-length` that differs from the data (RFC 9113 section 8.1.1); no gRPC library looks at it.",
        appended(("content-length", "1234")),
        MALFORMED + TOLERATED,
    ),
    (
        "path_without_slash",
        "A `:path` that does not begin with a slash.",
        replaced(_path="grpc.testing.TestService/UnaryCall"),
        MALFORMED + ["status:12", "http:404"],
    ),
    ("path_without_method", "A `:path` of one part.", replaced(_path="/UnaryCall"), ["status:12", "http:404"]),
    (
        "path_unknown",
        "A service that does not exist, with odd bytes in its name.",
        replaced(_path="/a%00b/\x7f?q=1#f"),
        MALFORMED + ["status:12", "http:404"],
    ),
    ("method_get", "GET.", replaced(_method="GET"), MALFORMED + ["http:405", "status:3", "status:12", "status:13"]),
    (
        "content_type_html",
        "Another content type than gRPC's: 415, says gRPC's protocol.",
        lambda c: [(key, "text/html" if key == "content-type" else value) for key, value in c.fields()],
        ["http:415"],
    ),
    (
        "content_type_missing",
        "No content type.",
        lambda c: [field for field in c.fields() if field[0] != "content-type"],
        ["http:415", "http:400"],
    ),
    (
        "content_type_with_codec",
        "`application/grpc+proto`.",
        lambda c: [(key, value + "+proto" if key == "content-type" else value) for key, value in c.fields()],
        TOLERATED,
    ),
    (
        "te_missing",
        "No `te`; gRPC asks clients for it, and servers take it as a hint.",
        replaced(te=None),
        TOLERATED + MALFORMED + ["status:*"],
    ),
    ("authority_missing", "No `:authority`.", replaced(_authority=None), TOLERATED + MALFORMED),
    (
        "host_instead_of_authority",
        "`host` in place of `:authority`.",
        replaced(_authority=None, host="localhost"),
        TOLERATED + MALFORMED,
    ),
    (
        "timeout_malformed",
        "A `grpc-timeout` that is none.",
        appended(("grpc-timeout", "soon")),
        MALFORMED + ["status:3", "status:13"] + TOLERATED,
    ),
    (
        "timeout_too_long",
        "A `grpc-timeout` of 9 digits; gRPC allows 8.",
        appended(("grpc-timeout", "999999999S")),
        MALFORMED + ["status:3", "status:13"] + TOLERATED,
    ),
    (
        "timeout_longest",
        "The longest `grpc-timeout`, of 11,000 years.",
        appended(("grpc-timeout", "99999999H")),
        TOLERATED,
    ),
    (
        "timeout_over",
        "A `grpc-timeout` of nothing: an answer may be as fast.",
        appended(("grpc-timeout", "0n")),
        TOLERATED + ["status:4", "reset:CANCEL"],
    ),
    (
        "binary_malformed",
        "Binary metadata that is no base64.",
        appended(("x-data-bin", "!?=")),
        TOLERATED + MALFORMED + ["status:3", "status:13"],
    ),
    (
        "metadata_unicode",
        "A value with bytes beyond ASCII.",
        appended(("x-a", "ü☺")),
        TOLERATED + MALFORMED + ["status:3", "status:13"],
    ),
    (
        "cookie_twice",
        "Two `cookie` fields (RFC 9113 section 8.2.3).",
        appended(("cookie", "a=1"), ("cookie", "b=2")),
        TOLERATED,
    ),
    (
        "encoding_unknown",
        "A `grpc-encoding` that does not exist, with a compressed message.",
        appended(("grpc-encoding", "squash")),
        TOLERATED + ["status:12"],
    ),
):
    request(*arguments)


@scenario(client=["reset:CANCEL", "status:4", "status:1"])
def timeout_kept(c):
    """A `grpc-timeout` of 50 ms on a call of which the client says no more. A client whose own deadline comes later
    takes a reset for a cancelled call, so the server must say what it is."""
    return c.outcome(c.open_with(frames.block(c.fields("FullDuplexCall") + [("grpc-timeout", "50m")])))


@scenario(client=TOLERATED)
def metadata_of_a_hundred(c):
    """100 fields more, as a proxy may add them: 3 KB in all."""
    stream = c.open_with(frames.block(c.fields() + [(f"x-{number}", "v" * 20) for number in range(100)]))
    return c.finish(stream)
