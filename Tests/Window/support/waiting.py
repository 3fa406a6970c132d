"""Waiting for what no browser tells of."""

import time

PATIENCE = 20.0
"""Seconds in which what is expected must come. A machine with other work needs more of them than a quiet one; only a
test that fails waits for so long."""


def eventually(what, timeout=PATIENCE):
    """Asks until the answer is true, and gives it; the last answer when it never was."""
    deadline = time.monotonic() + timeout
    while not (answer := what()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return answer
