"""The list of scenarios.

A scenario is a function of a connection. It returns what came of it, as one word:

    answered            a call ended as it should, on the same connection
    status:8            a call ended with this gRPC status
    http:415            a call ended with this HTTP status and no gRPC status
    reset:CANCEL        the peer reset the stream
    goaway:CODE         the peer ended the connection and said why, and closed it
    closed              the peer closed the connection without a reason
    ignored             the peer took it and the connection lives on
    open                the connection is as it was

What is expected is a list of such words, in which * stands for anything.
"""

import dataclasses
import fnmatch
import typing

# Nothing may come of it.
TOLERATED = ["answered"]
# A peer that defends itself may also end the connection; this is how it says so.
CALM = ["goaway:ENHANCE_YOUR_CALM"]
PROTOCOL_ERROR = ["goaway:PROTOCOL_ERROR"]
FRAME_SIZE_ERROR = ["goaway:FRAME_SIZE_ERROR"]
FLOW_CONTROL_ERROR = ["goaway:FLOW_CONTROL_ERROR"]
COMPRESSION_ERROR = ["goaway:COMPRESSION_ERROR"]


@dataclasses.dataclass
class Scenario:
    """One scenario, for one role of the tool."""

    name: str
    about: str
    expected: list
    run: typing.Callable
    # Runs on a connection on which nothing was said yet.
    is_raw: bool
    # Leaves a connection on which no further call can be made.
    is_last: bool

    @property
    def theme(self):
        """The file that it is in."""
        return self.run.__module__.rpartition(".")[2]

    def accepts(self, outcome):
        return any(fnmatch.fnmatchcase(outcome, pattern) for pattern in self.expected)


SCENARIOS = {"client": {}, "server": {}}


def add(name, about, run, client=None, server=None, is_raw=False, is_last=False):
    """Adds a scenario to the roles for which an expectation is given."""
    for role, expected in (("client", client), ("server", server)):
        if expected is not None:
            assert name not in SCENARIOS[role], name
            SCENARIOS[role][name] = Scenario(name, about, expected, run, is_raw, is_last)


def scenario(client=None, server=None, is_raw=False, is_last=False):
    """Adds a function; its docstring says what it is about."""

    def register(function):
        add(function.__name__, function.__doc__, function, client, server, is_raw, is_last)
        return function

    return register
