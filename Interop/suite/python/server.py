"""The server of the gRPC interoperability tests on grpcio.

    suite-python-server --socket PATH | --port PORT [--tls CERT KEY PEER]

Prints its address, `unix:PATH` or `HOST:PORT`, and serves until it is killed. Port 0 takes a free one of 127.0.0.1. The
library does not tell whether a request was compressed: `expect_compressed` is not checked.
"""

import argparse
import asyncio
import sys

import grpc
import testing_pb2 as pb
import testing_pb2_grpc
import wire


class Service(testing_pb2_grpc.TestServiceServicer):
    """The service."""

    async def EmptyCall(self, request, context):
        return pb.Empty()

    async def UnaryCall(self, request, context):
        if request.response_compressed.value:
            context.set_compression(grpc.Compression.Gzip)
        await echo(context)
        await end_as_asked(request.response_status, context)
        await check_size(request.response_size, context)
        return pb.SimpleResponse(payload=wire.payload(request.response_size))

    async def StreamingOutputCall(self, request, context):
        if any(parameters.compressed.value for parameters in request.response_parameters):
            context.set_compression(grpc.Compression.Gzip)
        async for answer in answers(request, context):
            yield answer
        await end_as_asked(request.response_status, context)

    async def StreamingInputCall(self, request_iterator, context):
        total = 0
        async for request in request_iterator:
            total += len(request.payload.body)
        return pb.StreamingInputCallResponse(aggregated_payload_size=total)

    async def FullDuplexCall(self, request_iterator, context):
        await echo(context)
        async for request in request_iterator:
            async for answer in answers(request, context):
                yield answer
            await end_as_asked(request.response_status, context)

    async def HalfDuplexCall(self, request_iterator, context):
        for request in [request async for request in request_iterator]:
            async for answer in answers(request, context):
                yield answer


async def answers(request, context):
    """What the request asks for."""
    for parameters in request.response_parameters:
        await check_size(parameters.size, context)
        if parameters.interval_us > 0:
            await asyncio.sleep(parameters.interval_us / 1e6)
        if not parameters.compressed.value:
            context.disable_next_message_compression()
        yield pb.StreamingOutputCallResponse(payload=wire.payload(parameters.size))


async def echo(context):
    """Sends metadata back."""
    came = [(key, value) for key, value in context.invocation_metadata()]
    context.set_trailing_metadata(wire.echoed(came, wire.ECHO_TRAILING))
    # Sent even when empty: without it the library does not compress a unary answer.
    await context.send_initial_metadata(wire.echoed(came, wire.ECHO_INITIAL))


async def end_as_asked(status, context):
    """Ends the call with the status that the caller asked for, if any."""
    if status.code:
        code = wire.STATUS_BY_NUMBER.get(status.code, grpc.StatusCode.UNKNOWN)
        await context.abort(code, status.message)


async def check_size(size, context):
    """Refuses a size that no payload can have."""
    if size < 0:
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"a payload cannot have {size} bytes")


async def serve(options):
    server = grpc.aio.server(options=wire.OPTIONS)
    testing_pb2_grpc.add_TestServiceServicer_to_server(Service(), server)
    address = f"unix:{options.socket}" if options.socket else f"127.0.0.1:{options.port}"
    if options.tls:
        certificate, key, peer = wire.read_tls(options.tls)
        credentials = grpc.ssl_server_credentials([(key, certificate)], peer, require_client_auth=True)
        port = server.add_secure_port(address, credentials)
    else:
        port = server.add_insecure_port(address)
    await server.start()
    print(address if options.socket else f"127.0.0.1:{port}", flush=True)
    await server.wait_for_termination()


def main():
    parser = argparse.ArgumentParser(prog="suite-python-server")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--socket")
    where.add_argument("--port", type=int)
    wire.add_tls_option(parser)
    try:
        asyncio.run(serve(parser.parse_args()))
    except RuntimeError as error:
        sys.exit(f"suite-python-server: {error}")


if __name__ == "__main__":
    main()
