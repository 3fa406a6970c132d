"""HTTP/2 frames, header blocks and gRPC messages as bytes.

Nothing here checks what it is told: wrong bytes are the aim."""

import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

# Frame types, RFC 9113 section 6.
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)

# Flags of those types.
ACK = END_STREAM = 0x1
END_HEADERS = 0x4
PADDED = 0x8
WITH_PRIORITY = 0x20

# Settings, RFC 9113 section 6.5.2.
HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE = (
    range(1, 7)
)

# Error codes by number, RFC 9113 section 7.
ERRORS = (
    "NO_ERROR",
    "PROTOCOL_ERROR",
    "INTERNAL_ERROR",
    "FLOW_CONTROL_ERROR",
    "SETTINGS_TIMEOUT",
    "STREAM_CLOSED",
    "FRAME_SIZE_ERROR",
    "REFUSED_STREAM",
    "CANCEL",
    "COMPRESSION_ERROR",
    "CONNECT_ERROR",
    "ENHANCE_YOUR_CALM",
    "INADEQUATE_SECURITY",
    "HTTP_1_1_REQUIRED",
)

DEFAULT_WINDOW = 65535
SMALLEST_MAX_FRAME = 16384
LARGEST_WINDOW = 2**31 - 1
FRAME_HEADER = 9


def error_name(code):
    return ERRORS[code] if code < len(ERRORS) else str(code)


def frame(kind, flags=0, stream=0, payload=b"", length=None):
    """A frame; `length` lies about the payload's."""
    size = len(payload) if length is None else length
    return struct.pack(">I", size)[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def settings(*pairs):
    return frame(SETTINGS, payload=b"".join(struct.pack(">HI", name, value) for name, value in pairs))


def ping(number=0, flags=0):
    return frame(PING, flags, payload=struct.pack(">Q", number))


def window_update(stream, increment):
    return frame(WINDOW_UPDATE, stream=stream, payload=struct.pack(">I", increment))


def rst_stream(stream, code):
    return frame(RST_STREAM, stream=stream, payload=struct.pack(">I", ERRORS.index(code)))


def goaway(last, code, debug=b""):
    return frame(GOAWAY, payload=struct.pack(">II", last, ERRORS.index(code)) + debug)


def header_block(stream, block, flags=0, size=SMALLEST_MAX_FRAME):
    """HEADERS, and as many CONTINUATION frames as the block needs."""
    pieces = [block[start : start + size] for start in range(0, len(block), size)] or [b""]
    out = b""
    for index, piece in enumerate(pieces):
        last = END_HEADERS if index == len(pieces) - 1 else 0
        out += frame(HEADERS if index == 0 else CONTINUATION, (flags if index == 0 else 0) | last, stream, piece)
    return out


def integer(value, prefix, first=0):
    """An integer of HPACK, RFC 7541 section 5.1; `first` holds the bits before the prefix."""
    limit = (1 << prefix) - 1
    if value < limit:
        return bytes([first | value])
    out = bytearray([first | limit])
    value -= limit
    while value >= 128:
        out.append(value % 128 | 128)
        value //= 128
    out.append(value)
    return bytes(out)


def string(value):
    """A string of HPACK, not Huffman coded."""
    value = value.encode() if isinstance(value, str) else value
    return integer(len(value), 7) + value


def literal(name, value, indexed=False):
    """A header field whose name and value are spelled out; `indexed` puts it into the dynamic table."""
    return (b"\x40" if indexed else b"\x00") + string(name) + string(value)


def block(fields):
    return b"".join(literal(name, value) for name, value in fields)


def message(content=b"", flag=0, length=None):
    """A message of gRPC; `length` lies about the content's."""
    return struct.pack(">BI", flag, len(content) if length is None else length) + content


def varint(value):
    out = bytearray()
    while value >= 128:
        out.append(value % 128 | 128)
        value //= 128
    out.append(value)
    return bytes(out)


def simple_request(response_size=0, payload=0):
    """A `grpc.testing.SimpleRequest`."""
    body = b"\x12" + varint(payload) + bytes(payload) if payload else b""
    return (b"\x10" + varint(response_size) if response_size else b"") + (
        b"\x1a" + varint(len(body)) + body if payload else b""
    )
