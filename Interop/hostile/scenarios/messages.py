"""Messages of gRPC that are not what they say they are."""

import zlib

import frames
from connection import Wrong
from registry import TOLERATED, add, scenario

LIMIT = 4 << 20
# What a client makes of a broken answer it tells its caller; on the wire it may only reset a stream that is still open.
REFUSED_BY_CLIENT = TOLERATED + ["reset:*"]


def gzip(content):
    compressor = zlib.compressobj(6, zlib.DEFLATED, 31)
    return compressor.compress(content) + compressor.flush()


def body(name, about, content, client, fields=()):
    """A body that ends as it should; `fields` are in the header list before it."""

    def run(c):
        stream = c.open_with(frames.block(c.fields() + list(fields)))
        return c.finish_body(stream, content())

    add(f"message_{name}", about, run, client=client, server=REFUSED_BY_CLIENT)


GZIP = [("grpc-encoding", "gzip")]
BROKEN = ["status:13", "status:3", "reset:*"]

for arguments in (
    (
        "length_lie",
        "2 GiB announced, 5 bytes sent.",
        lambda: frames.message(b"12345", length=2**31 - 1),
        ["status:8"] + BROKEN,
    ),
    ("length_largest", "4 GiB announced.", lambda: frames.message(b"12345", length=2**32 - 1), ["status:8"] + BROKEN),
    ("cut", "100 bytes announced, 5 sent.", lambda: frames.message(b"12345", length=100), BROKEN),
    ("header_cut", "3 bytes of the 5 before a message.", lambda: b"\0\0\0", BROKEN),
    ("flag_unknown", "A flag that is neither 0 nor 1.", lambda: frames.message(b"", flag=2), BROKEN + ["status:12"]),
    (
        "compressed_without_encoding",
        "A compressed message although no encoding was named: INTERNAL, says gRPC's description of compression.",
        lambda: frames.message(gzip(b""), flag=1),
        ["status:13", "status:12", "reset:*"],
    ),
    ("not_protobuf", "A message that is no protobuf.", lambda: frames.message(b"\xff\xff\xff"), BROKEN),
    ("missing", "No message in a call that has exactly one.", lambda: b"", ["status:13", "status:12", "status:3"]),
    (
        "twice",
        "Two messages in a call that has exactly one.",
        lambda: frames.message() * 2,
        ["status:13", "status:12", "status:3"] + TOLERATED,
    ),
):
    body(*arguments)

body(
    "encoding_unknown",
    "A compressed message of an encoding that does not exist: UNIMPLEMENTED.",
    lambda: frames.message(b"12345", flag=1),
    ["status:12"],
    [("grpc-encoding", "squash")],
)
body("gzip", "A compressed message.", lambda: frames.message(gzip(b""), flag=1), TOLERATED, GZIP)
body("gzip_not_used", "An encoding named, and a message that is not compressed.", frames.message, TOLERATED, GZIP)
body("gzip_garbage", "A compressed message that is none.", lambda: frames.message(b"garbage", flag=1), BROKEN, GZIP)
body(
    "gzip_cut",
    "A compressed message without its end.",
    lambda: frames.message(gzip(bytes(1000))[:-10], flag=1),
    BROKEN,
    GZIP,
)
body(
    "gzip_bomb",
    "64 KB that unpack to 64 MiB, which is beyond the limit.",
    lambda: frames.message(gzip(b"\x1a" + frames.varint(64 << 20) + bytes(64 << 20)), flag=1),
    ["status:8"] + BROKEN,
    GZIP,
)


def large_message(excess):
    """A message of the limit's length and `excess` more."""
    overhead = len(frames.simple_request(payload=LIMIT)) - LIMIT
    return frames.message(frames.simple_request(payload=LIMIT - overhead + excess))


@scenario(client=TOLERATED)
def message_at_the_limit(c):
    """4 MiB exactly."""
    return c.finish(c.begin(), large_message(0))


@scenario(client=["status:8"], server=REFUSED_BY_CLIENT)
def message_too_large(c):
    """One byte more than 4 MiB: RESOURCE_EXHAUSTED."""
    stream = c.begin_body()
    return c.finish_body(stream, large_message(1))


@scenario(client=["status:8", "reset:*"], server=["reset:*"])
def message_length_lie_open(c):
    """2 GiB announced, and nothing more comes: the peer must not wait for it."""
    stream = c.begin_body()
    c.send_data(stream, frames.message(b"12345", length=2**31 - 1), end=False)
    return c.outcome(stream)


@scenario(client=TOLERATED, server=TOLERATED)
def message_in_pieces(c):
    """A message of which every DATA frame holds one byte."""
    stream = c.begin_body()
    content = frames.message(b"\x1a\x02\x12\x00") if c.is_client else frames.message()
    for byte in content[:-1]:
        c.send_data(stream, bytes([byte]), end=False)
    return c.finish_body(stream, content[-1:])


@scenario(client=TOLERATED)
def messages_together(c):
    """1,000 messages of a stream in one DATA frame, which must come one by one."""
    stream = c.begin("FullDuplexCall")
    # Each asks for an answer of one byte.
    request = frames.message(b"\x12\x02\x08\x01")
    c.send_data(stream, request * 1000)
    outcome = c.outcome(stream)
    if outcome == "answered" and len(c.streams[stream].data) != 1000 * len(frames.message(b"\x0a\x03\x12\x01\x00")):
        raise Wrong(f"answers of {len(c.streams[stream].data)} bytes")
    return outcome
