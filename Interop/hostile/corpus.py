"""Writes what each scenario sends to files. The other side is a peer of this tool that behaves, in the same process."""

import os
import socket
import threading

import h2.config
import h2.connection
import h2.events
import h2.exceptions

import connection
import polite
from connection import Gone, Silent, Wrong
from registry import SCENARIOS
from roles import AsClient, AsServer

# How much of each is kept, in bytes: the start of a flood is as good as all of it.
KEPT = 800
# How long the scenarios wait here for what the other side will not do, in seconds.
PATIENCE = 0.5


def write(folder):
    connection.DEADLINE = connection.BLOCKED_AFTER = PATIENCE
    total = 0
    for role, others in SCENARIOS.items():
        os.makedirs(os.path.join(folder, role), exist_ok=True)
        for scenario in others.values():
            sent = record(role, scenario)
            if not sent:
                continue
            total += len(sent)
            with open(os.path.join(folder, role, f"{scenario.name}.bin"), "wb") as file:
                file.write(sent)
    print(f"{total} bytes in {folder}")


def record(role, scenario):
    """The first bytes that a scenario sends."""
    ours, theirs = socket.socketpair()
    other = threading.Thread(target=answer if role == "client" else ask, args=(theirs,), daemon=True)
    other.start()
    peer = (AsClient if role == "client" else AsServer)(ours)
    peer.keeps_sent = KEPT
    try:
        if not scenario.is_raw:
            peer.start()
        scenario.run(peer)
    except (Gone, Silent, Wrong, AssertionError, OSError):
        # How it ends does not matter here; what was sent does.
        pass
    peer.close()
    other.join()
    return bytes(peer.sent)


def answer(sock):
    with sock:
        try:
            polite.serve(sock)
        except (h2.exceptions.H2Error, OSError, ValueError, KeyError):
            pass


def ask(sock):
    """A client that makes one call after the other, each of a large request, until something goes wrong."""
    client = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding=None))
    client.initiate_connection()
    sock.settimeout(2 * PATIENCE)
    with sock:
        try:
            sock.sendall(client.data_to_send())
            for _ in range(32):
                call(client, sock)
        except (h2.exceptions.H2Error, OSError, ValueError, KeyError):
            pass


def call(client, sock):
    stream = client.get_next_available_stream_id()
    fields = {":method": "POST", ":scheme": "http", ":path": "/grpc.testing.TestService/UnaryCall"}
    fields.update({":authority": "localhost", "content-type": "application/grpc", "te": "trailers"})
    client.send_headers(stream, list(fields.items()))
    rest = bytearray(400_000)
    while True:
        while rest and (size := min(client.local_flow_control_window(stream), 16384, len(rest))) > 0:
            client.send_data(stream, bytes(rest[:size]), end_stream=size == len(rest))
            del rest[:size]
        sock.sendall(client.data_to_send())
        data = sock.recv(1 << 16)
        if not data:
            raise OSError
        for event in client.receive_data(data):
            if isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)):
                return
            if isinstance(event, h2.events.ConnectionTerminated):
                raise OSError
