"""The client of the gRPC interoperability tests on grpcio.

    suite-python-client --address unix:PATH|HOST:PORT [--tls CERT KEY PEER] [--case NAME ...] [--blind] [--always]
    suite-python-client --list

Runs the named cases, or all, prints one JSON object for each, and exits with 0 when all were right.
`--blind`: the server cannot see whether a request is compressed. `--always`, that it compresses every answer, makes no
difference: the library does not tell whether an answer was compressed.
"""

import argparse
import asyncio
import json
import sys
import time

import grpc
import testing_pb2_grpc
import wire
from cases import CASES

# How long one case may take, in seconds.
CASE_TIMEOUT = 60


def channel(options, api):
    """A connection with the authority `localhost`, whatever the address. `api` is `grpc` or `grpc.aio`."""
    settings = wire.OPTIONS + [("grpc.default_authority", "localhost"), ("grpc.use_local_subchannel_pool", 1)]
    if not options.tls:
        return api.insecure_channel(options.address, settings)
    certificate, key, peer = wire.read_tls(options.tls)
    settings.append(("grpc.ssl_target_name_override", "localhost"))
    return api.secure_channel(options.address, grpc.ssl_channel_credentials(peer, key, certificate), settings)


async def run(options):
    """Runs the chosen cases; true when all were right."""
    all_right = True
    async with channel(options, grpc.aio) as connection:
        client = Client(connection, channel(options, grpc), options.blind)
        for name in options.case or CASES:
            start = time.monotonic()
            outcome = {"case": name, "ok": True}
            try:
                await asyncio.wait_for(CASES[name](client), CASE_TIMEOUT)
            except Exception as error:  # pylint: disable=broad-except; whatever it is, the case failed
                outcome.update(ok=False, error=f"{type(error).__name__}: {error}")
                all_right = False
            outcome["ms"] = round((time.monotonic() - start) * 1000)
            print(json.dumps(outcome), flush=True)
    return all_right


class Client:
    """The stubs, and what is known of the server."""

    def __init__(self, connection, blocking_connection, blind):
        self.test = testing_pb2_grpc.TestServiceStub(connection)
        self.blocking_test = testing_pb2_grpc.TestServiceStub(blocking_connection)
        self.unimplemented = testing_pb2_grpc.UnimplementedServiceStub(connection)
        self.blind = blind


def main():
    parser = argparse.ArgumentParser(prog="suite-python-client")
    parser.add_argument("--address")
    parser.add_argument("--case", action="append", choices=list(CASES))
    parser.add_argument("--blind", action="store_true")
    parser.add_argument("--always", action="store_true")
    parser.add_argument("--list", action="store_true")
    wire.add_tls_option(parser)
    options = parser.parse_args()
    if options.list:
        print("\n".join(CASES))
        return
    if not options.address:
        parser.error("--address unix:PATH or HOST:PORT says where the server is")
    sys.exit(0 if asyncio.run(run(options)) else 1)


if __name__ == "__main__":
    main()
