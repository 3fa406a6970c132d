"""Every scenario; importing this fills the registry."""

from . import (
    calls,
    floods,
    flow,
    headers,
    hpack_blocks,
    lifecycle,
    malformed,
    messages,
    responses,
    streams,
)  # noqa: F401
