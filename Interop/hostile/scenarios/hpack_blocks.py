"""Header blocks that cannot be decoded, and unusual ones that can. Each follows a header list that is right."""

import frames
from registry import COMPRESSION_ERROR, TOLERATED, add, scenario


def broken(name, about, tail=b"", head=b""):
    def run(c):
        stream = c.block_stream()
        c.send(frames.header_block(stream, head + frames.block(c.fields()) + tail))
        return c.verdict()

    add(f"hpack_{name}", about, run, client=COMPRESSION_ERROR, server=COMPRESSION_ERROR)


broken("index_zero", "The index 0 (RFC 7541 section 6.1).", b"\x80")
broken("index_beyond", "An index beyond both tables.", frames.integer(200, 7, 0x80))
broken("index_huge", "An index of 2^62.", frames.integer(2**62, 7, 0x80))
broken("name_index_beyond", "A name's index beyond both tables.", frames.integer(200, 6, 0x40) + frames.string("v"))
broken("integer_endless", "An integer that never ends (RFC 7541 section 5.1).", b"\xff" + b"\xff" * 100 + b"\x01")
broken(
    "string_beyond", "A string that is longer than the block.", b"\x00" + frames.string("x-a") + b"\x7f\x7f" + b"v" * 20
)
broken("string_huge", "A string of 2^62 bytes.", b"\x00" + frames.string("x-a") + frames.integer(2**62, 7) + b"v")
broken("field_cut", "A field that ends after its first byte.", b"\x40")
broken(
    "huffman_padding",
    "A Huffman coded string with 8 bits of padding.",
    b"\x00" + frames.string("x-a") + b"\x82\x07\xff",
)
broken("huffman_zeros", "A Huffman coded string padded with zeros.", b"\x00" + frames.string("x-a") + b"\x81\x00")
broken(
    "huffman_end",
    "A Huffman coded string that holds its end mark.",
    b"\x00" + frames.string("x-a") + b"\x84\xff\xff\xff\xff",
)
broken(
    "table_too_large",
    "A table size beyond what was announced (RFC 7541 section 6.3).",
    head=frames.integer(2**30, 5, 0x20),
)
broken("table_size_late", "A change of the table's size after a field (RFC 7541 section 4.2).", tail=b"\x20")


@scenario(client=TOLERATED, server=TOLERATED)
def hpack_table_emptied(c):
    """The table's size set to 0 and back in one block."""
    stream = c.block_stream()
    head = frames.integer(0, 5, 0x20) + frames.integer(4096, 5, 0x20)
    c.send(frames.header_block(stream, head + frames.block(c.fields())))
    return c.finish_body(stream)


@scenario(client=TOLERATED, server=TOLERATED)
def hpack_entry_larger_than_table(c):
    """A field that is larger than the table, and so empties it (RFC 7541 section 4.4)."""
    stream = c.block_stream()
    tail = frames.literal("x-large", "v" * 5000, indexed=True)
    c.send(frames.header_block(stream, frames.block(c.fields()) + tail))
    return c.finish_body(stream)


@scenario(client=TOLERATED, server=TOLERATED)
def hpack_never_indexed(c):
    """Fields that are marked never to be indexed, with empty and with long values."""
    stream = c.block_stream()
    tail = b"".join(
        b"\x10" + frames.string(f"x-{size}") + frames.string("v" * size) for size in (0, 1, 126, 127, 128, 3000)
    )
    c.send(frames.header_block(stream, frames.block(c.fields()) + tail))
    return c.finish_body(stream)
