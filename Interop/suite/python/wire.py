"""What the test server and the test client share: TLS, metadata names, sizes."""

import grpc
import testing_pb2 as pb

# What both sides take at most, in bytes: the default of every gRPC library.
MESSAGE_LIMIT = 4 << 20

# Metadata that the server sends back, at the beginning and at the end of a call.
ECHO_INITIAL = ("x-grpc-test-echo-initial", "x-grpc-test-echo-initial-bin")
ECHO_TRAILING = ("x-grpc-test-echo-trailing", "x-grpc-test-echo-trailing-bin")

OPTIONS = [("grpc.max_receive_message_length", MESSAGE_LIMIT), ("grpc.so_reuseport", 0)]


def add_tls_option(parser):
    """Adds `--tls`: this side's certificate and key, and the only certificate that the peer may show."""
    parser.add_argument("--tls", nargs=3, metavar=("CERT", "KEY", "PEER"))


def read_tls(files):
    """The three files' contents."""
    contents = []
    for name in files:
        with open(name, "rb") as file:
            contents.append(file.read())
    return contents


def payload(size):
    """One of zero bytes."""
    return pb.Payload(body=bytes(size))


def echoed(metadata, names):
    """The entries of these names, in their order."""
    return tuple((key, value) for key, value in metadata or () if key in names)


def fill_to(total, message):
    """The payload size at which the message has exactly `total` bytes."""
    size = total - (message(total).ByteSize() - total)
    assert message(size).ByteSize() == total, f"no payload makes a message of {total} bytes"
    return size


STATUS_BY_NUMBER = {code.value[0]: code for code in grpc.StatusCode}
