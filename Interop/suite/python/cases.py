"""The cases of the gRPC interoperability tests.

Each is a function of the client that raises when something is wrong."""

import asyncio
import contextlib
import threading

import grpc
import testing_pb2 as pb
import wire

# Sizes that the description of the cases fixes.
REQUEST_SIZES = (27182, 8, 1828, 45904)
RESPONSE_SIZES = (31415, 9, 2653, 58979)
LARGE_REQUEST = 271828
LARGE_RESPONSE = 314159


class Wrong(Exception):
    """What came is not what was expected."""


def check_payload(payload, size):
    if payload.body != bytes(size):
        raise Wrong(f"a payload of {len(payload.body)} bytes, expected {size} of zeros")


@contextlib.contextmanager
def status(code, message=None):
    """Expects that what happens inside ends with this status."""
    try:
        yield
    except grpc.RpcError as error:
        if error.code() != code or (message is not None and error.details() != message):
            raise Wrong(f"{error.code()} {error.details()!r}, expected {code} {message!r}") from error
        return
    raise Wrong(f"OK, expected {code}")


def ask(response, request, compressed=None):
    """A request of one size for an answer of another."""
    parameters = pb.ResponseParameters(size=response)
    if compressed is not None:
        parameters.compressed.value = compressed
    return pb.StreamingOutputCallRequest(response_parameters=[parameters], payload=wire.payload(request))


def large(**fields):
    return pb.SimpleRequest(response_size=LARGE_RESPONSE, payload=wire.payload(LARGE_REQUEST), **fields)


async def read_all(call, sizes):
    """Expects payloads of these sizes, and the end."""
    came = [answer async for answer in call]
    if len(came) != len(sizes):
        raise Wrong(f"{len(came)} messages, expected {len(sizes)}")
    for answer, size in zip(came, sizes):
        check_payload(answer.payload, size)


async def empty_unary(client):
    await client.test.EmptyCall(pb.Empty())


async def large_unary(client):
    check_payload((await client.test.UnaryCall(large())).payload, LARGE_RESPONSE)


async def client_streaming(client):
    answer = await client.test.StreamingInputCall(
        pb.StreamingInputCallRequest(payload=wire.payload(size)) for size in REQUEST_SIZES
    )
    if answer.aggregated_payload_size != 74922:
        raise Wrong(f"the server counted {answer.aggregated_payload_size} bytes")


async def server_streaming(client):
    parameters = [pb.ResponseParameters(size=size) for size in RESPONSE_SIZES]
    call = client.test.StreamingOutputCall(pb.StreamingOutputCallRequest(response_parameters=parameters))
    await read_all(call, RESPONSE_SIZES)


async def ping_pong(client):
    call = client.test.FullDuplexCall()
    for request, response in zip(REQUEST_SIZES, RESPONSE_SIZES):
        await call.write(ask(response, request))
        check_payload((await call.read()).payload, response)
    await call.done_writing()
    if await call.read() is not grpc.aio.EOF:
        raise Wrong("one message more than asked for")


async def empty_stream(client):
    call = client.test.FullDuplexCall()
    await call.done_writing()
    await read_all(call, ())


async def half_duplex(client):
    call = client.test.HalfDuplexCall()
    for request, response in zip(REQUEST_SIZES, RESPONSE_SIZES):
        await call.write(ask(response, request))
    await call.done_writing()
    await read_all(call, RESPONSE_SIZES)


async def cancel_after_begin(client):
    call = client.test.StreamingInputCall()
    await call.wait_for_connection()
    call.cancel()
    code = await call.code()
    if code != grpc.StatusCode.CANCELLED:
        raise Wrong(f"{code}, expected CANCELLED")


async def cancel_after_first_response(client):
    call = client.test.FullDuplexCall()
    await call.write(ask(RESPONSE_SIZES[0], REQUEST_SIZES[0]))
    check_payload((await call.read()).payload, RESPONSE_SIZES[0])
    call.cancel()
    code = await call.code()
    if code != grpc.StatusCode.CANCELLED:
        raise Wrong(f"{code}, expected CANCELLED")


async def timeout_on_sleeping_server(client):
    """On the library's other API: in this one the deadline of a call that is not under way yet is an internal error."""
    is_over = threading.Event()

    def requests():
        yield pb.StreamingOutputCallRequest(payload=wire.payload(REQUEST_SIZES[0]))
        is_over.wait()

    def call():
        for _ in client.blocking_test.FullDuplexCall(requests(), timeout=0.001):
            raise Wrong("an answer that nobody asked for")

    with status(grpc.StatusCode.DEADLINE_EXCEEDED):
        try:
            await asyncio.to_thread(call)
        finally:
            is_over.set()


async def unimplemented_method(client):
    with status(grpc.StatusCode.UNIMPLEMENTED):
        await client.test.UnimplementedCall(pb.Empty())


async def unimplemented_service(client):
    with status(grpc.StatusCode.UNIMPLEMENTED):
        await client.unimplemented.UnimplementedCall(pb.Empty())


async def expect_status(client, message):
    """Has the server answer a status, on a unary call and on a stream."""
    wanted = pb.EchoStatus(code=grpc.StatusCode.UNKNOWN.value[0], message=message)
    with status(grpc.StatusCode.UNKNOWN, message):
        await client.test.UnaryCall(pb.SimpleRequest(response_status=wanted))
    call = client.test.FullDuplexCall()
    with status(grpc.StatusCode.UNKNOWN, message):
        await call.write(pb.StreamingOutputCallRequest(response_status=wanted))
        await call.done_writing()
        await call.read()


async def status_code_and_message(client):
    await expect_status(client, "test status message")


async def special_status_message(client):
    await expect_status(client, "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n")


async def custom_metadata(client):
    initial = (
        (wire.ECHO_INITIAL[0], "test_initial_metadata_value"),
        (wire.ECHO_INITIAL[1], b"\xab\xab\xab"),
        (wire.ECHO_INITIAL[1], b"\x00\xff"),
    )
    trailing = (
        (wire.ECHO_TRAILING[0], "test_trailing_metadata_value"),
        (wire.ECHO_TRAILING[1], b"\xab\xab\xab"),
        (wire.ECHO_TRAILING[1], b"\x00"),
    )
    unary = client.test.UnaryCall(large(), metadata=initial + trailing)
    check_payload((await unary).payload, LARGE_RESPONSE)
    duplex = client.test.FullDuplexCall(metadata=initial + trailing)
    await duplex.write(ask(LARGE_RESPONSE, LARGE_REQUEST))
    await duplex.done_writing()
    await read_all(duplex, (LARGE_RESPONSE,))
    for call in (unary, duplex):
        # Entries of one name keep their order; those of different names need not.
        came = sorted(wire.echoed(await call.initial_metadata(), wire.ECHO_INITIAL), key=lambda entry: entry[0])
        if came != list(initial):
            raise Wrong(f"initial metadata {came}")
        came = sorted(wire.echoed(await call.trailing_metadata(), wire.ECHO_TRAILING), key=lambda entry: entry[0])
        if came != list(trailing):
            raise Wrong(f"trailing metadata {came}")


async def client_compressed_unary(client):
    if not client.blind:
        with status(grpc.StatusCode.INVALID_ARGUMENT):
            await client.test.UnaryCall(large(expect_compressed=pb.BoolValue(value=True)))
    for compressed in (True, False):
        request = large(expect_compressed=pb.BoolValue(value=compressed))
        answer = await client.test.UnaryCall(request, compression=compression(compressed))
        check_payload(answer.payload, LARGE_RESPONSE)


async def server_compressed_unary(client):
    for compressed in (True, False):
        request = large(response_compressed=pb.BoolValue(value=compressed))
        # Some servers answer in kind only, so the request is compressed as well.
        answer = await client.test.UnaryCall(request, compression=compression(compressed))
        check_payload(answer.payload, LARGE_RESPONSE)


async def client_compressed_streaming(client):
    async def send(claimed, compressed):
        messages = [
            pb.StreamingInputCallRequest(payload=wire.payload(size), expect_compressed=pb.BoolValue(value=claimed))
            for size in (27182, 45904)
        ]
        # The library compresses whole streams, not single messages.
        answer = await client.test.StreamingInputCall(iter(messages), compression=compression(compressed))
        return answer.aggregated_payload_size

    if not client.blind:
        with status(grpc.StatusCode.INVALID_ARGUMENT):
            await send(True, False)
    for compressed in (True, False):
        if await send(compressed, compressed) != 73086:
            raise Wrong("the server counted another number of bytes")


async def server_compressed_streaming(client):
    for compressed in (True, False):
        request = pb.StreamingOutputCallRequest(
            response_parameters=[
                pb.ResponseParameters(size=size, compressed=pb.BoolValue(value=compressed)) for size in (31415, 92653)
            ]
        )
        call = client.test.StreamingOutputCall(request, compression=compression(compressed))
        await read_all(call, (31415, 92653))


def compression(wanted):
    return grpc.Compression.Gzip if wanted else grpc.Compression.NoCompression


async def message_limits(client):
    def request(size):
        return pb.SimpleRequest(payload=wire.payload(size))

    def response(size):
        return pb.SimpleResponse(payload=wire.payload(size))

    size = wire.fill_to(wire.MESSAGE_LIMIT, request)
    await client.test.UnaryCall(request(size))
    with status(grpc.StatusCode.RESOURCE_EXHAUSTED):
        await client.test.UnaryCall(request(size + 1))
    size = wire.fill_to(wire.MESSAGE_LIMIT, response)
    check_payload((await client.test.UnaryCall(pb.SimpleRequest(response_size=size))).payload, size)
    with status(grpc.StatusCode.RESOURCE_EXHAUSTED):
        await client.test.UnaryCall(pb.SimpleRequest(response_size=size + 1))
    await empty_unary(client)


async def concurrent_calls(client):
    await asyncio.gather(*(large_unary(client) if index % 25 == 0 else ping_pong(client) for index in range(500)))


# Every case by its name, in the order of the description.
CASES = {
    case.__name__: case
    for case in (
        empty_unary,
        large_unary,
        client_streaming,
        server_streaming,
        ping_pong,
        empty_stream,
        half_duplex,
        cancel_after_begin,
        cancel_after_first_response,
        timeout_on_sleeping_server,
        status_code_and_message,
        special_status_message,
        unimplemented_method,
        unimplemented_service,
        custom_metadata,
        client_compressed_unary,
        server_compressed_unary,
        client_compressed_streaming,
        server_compressed_streaming,
        message_limits,
        concurrent_calls,
    )
}
