"""Peers that behave, on the h2 library: a client that proves that a server still serves others, and a small server for
the second connection of a client, and for the tool's own test."""

import socket

import h2.config
import h2.connection
import h2.events
import h2.exceptions

import frames
from connection import DEADLINE, address_of


class PoliteClient:
    """A connection that makes one call at a time."""

    def __init__(self, address):
        family, where = address_of(address)
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.settimeout(DEADLINE)
        self.socket.connect(where)
        self.connection = h2.connection.H2Connection(
            h2.config.H2Configuration(client_side=True, header_encoding="utf-8")
        )
        self.connection.initiate_connection()
        self._flush()

    def call(self):
        """Makes a call and returns its gRPC status, as text; raises when the connection is lost."""
        stream = self.connection.get_next_available_stream_id()
        self.connection.send_headers(
            stream,
            [
                (":method", "POST"),
                (":scheme", "http"),
                (":path", "/grpc.testing.TestService/UnaryCall"),
                (":authority", "localhost"),
                ("content-type", "application/grpc"),
                ("te", "trailers"),
            ],
        )
        self.connection.send_data(stream, frames.message(frames.simple_request(1000)), end_stream=True)
        self._flush()
        fields, length, is_over = {}, 0, False
        while not is_over:
            data = self.socket.recv(1 << 16)
            if not data:
                raise ConnectionError("the server has closed the connection of a client that behaves")
            for event in self.connection.receive_data(data):
                if isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
                    fields.update(event.headers)
                elif isinstance(event, h2.events.DataReceived):
                    length += len(event.data)
                    self.connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)):
                    is_over = True
                elif isinstance(event, h2.events.ConnectionTerminated):
                    raise ConnectionError(f"the server ends the connection of a client that behaves: {event}")
            self._flush()
        if fields.get("grpc-status") == "0" and length < 1000:
            return f"0 with {length} bytes only"
        return fields.get("grpc-status", "missing")

    def close(self):
        self.socket.close()

    def _flush(self):
        self.socket.sendall(self.connection.data_to_send())


def serve(sock):
    """Serves `UnaryCall` and anything else that has one request until the client closes the connection."""
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="utf-8"))
    connection.initiate_connection()
    sock.sendall(connection.data_to_send())
    requests, answers = {}, {}
    while data := sock.recv(1 << 16):
        try:
            events = connection.receive_data(data)
        except h2.exceptions.ProtocolError:
            # It has a GOAWAY ready that says what it did not like.
            sock.sendall(connection.data_to_send())
            raise
        for event in events:
            if isinstance(event, h2.events.RequestReceived):
                requests[event.stream_id] = bytearray()
            elif isinstance(event, h2.events.DataReceived):
                requests[event.stream_id] += event.data
                connection.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.StreamEnded):
                connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "application/grpc")])
                answers[event.stream_id] = bytearray(answer_to(requests.pop(event.stream_id)))
            elif isinstance(event, h2.events.StreamReset):
                requests.pop(event.stream_id, None)
                answers.pop(event.stream_id, None)
            for stream in list(answers):
                if _send(connection, stream, answers[stream]):
                    del answers[stream]
        sock.sendall(connection.data_to_send())


def answer_to(request):
    """A `SimpleResponse` of the size that a `SimpleRequest` asks for."""
    if len(request) < 6 or request[5] != 0x10:
        return frames.message()
    size, shift = 0, 0
    for byte in request[6:]:
        size |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            break
    payload = b"\x12" + frames.varint(size) + bytes(size)
    return frames.message(b"\x0a" + frames.varint(len(payload)) + payload)


def _send(connection, stream, rest):
    """Sends as much as the windows allow; true when the call is over."""
    while rest:
        size = min(len(rest), connection.local_flow_control_window(stream), connection.max_outbound_frame_size)
        if size <= 0:
            return False
        connection.send_data(stream, bytes(rest[:size]))
        del rest[:size]
    connection.send_headers(stream, [("grpc-status", "0")], end_stream=True)
    return True
