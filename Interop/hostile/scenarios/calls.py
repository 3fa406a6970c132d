"""What is right, as a check of the tool itself."""

import frames
from registry import TOLERATED, scenario


@scenario(client=TOLERATED, server=TOLERATED)
def nothing_hostile(c):
    """A call as it should be."""
    return c.finish(c.begin())


@scenario(client=TOLERATED)
def large_answer(c):
    """A call with an answer of a megabyte."""
    stream = c.begin()
    outcome = c.finish(stream, frames.message(frames.simple_request(1 << 20)))
    length = len(c.streams[stream].data)
    return outcome if length > 1 << 20 else f"{outcome} with {length} bytes"
