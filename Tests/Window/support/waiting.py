"""Waiting for what no browser tells of."""

import time


def eventually(what, timeout=5.0):
    """Asks until the answer is true, and gives it; the last answer when it never was."""
    deadline = time.monotonic() + timeout
    while not (answer := what()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return answer
