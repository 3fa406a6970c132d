"""A key-value plugin on pyvider-rpcplugin, an implementation of go-plugin in Python that shares no code with HashiCorp's.

Cookie INTEROP_PLUGIN=hello, app protocol 1. With AutoMTLS it presents a P-384 certificate of its own, which is no
authority, and does not verify the host's. Started as ``python plugin.py`` from the virtual environment that
``Interop/python/build`` makes. No switches; pyvider's own log goes to stderr when PROVIDE_LOG_LEVEL asks for it.
"""

import asyncio
import datetime
import json
import os
import sys

# Both must be set before the import: pyvider reads them once. Its log is plain text with pictures.
os.environ.setdefault("PROVIDE_LOG_LEVEL", "ERROR")
os.environ.setdefault("PLUGIN_LOG_LEVEL", "ERROR")

import grpc
import kv_pb2
import kv_pb2_grpc
from pyvider.rpcplugin import RPCPluginProtocol, plugin_server

STATUS_BY_NUMBER = {code.value[0]: code for code in grpc.StatusCode}


class Store(kv_pb2_grpc.KVServicer):
    """The service."""

    def __init__(self):
        self.entries = {}

    async def Put(self, request, context):
        self.entries[request.key] = request.value
        return kv_pb2.Nothing()

    async def Get(self, request, context):
        if request.key not in self.entries:
            await context.abort(grpc.StatusCode.NOT_FOUND, f'no entry "{request.key}"')
        return kv_pb2.Entry(key=request.key, value=self.entries[request.key])

    async def Echo(self, request, context):
        return request

    async def Count(self, request, context):
        for value in range(1, request.n + 1):
            yield kv_pb2.Number(value=value)

    async def Sum(self, request_iterator, context):
        total = 0
        async for number in request_iterator:
            total += number.value
        return kv_pb2.Number(value=total)

    async def Chat(self, request_iterator, context):
        async for payload in request_iterator:
            yield payload

    async def Crash(self, request, context):
        # An exception would become a status; a Python program that dies at once dies like this.
        print("Fatal Python error: the host asked for a crash", file=sys.stderr, flush=True)
        os.abort()

    async def Print(self, request, context):
        if request.to not in ("stdout", "stderr"):
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f'no stream "{request.to}"')
        if request.captured:
            # pyvider serves StreamStdio but gives a plugin no way to reach it.
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, "pyvider's stdio stream is out of reach")
        stream = sys.stdout if request.to == "stdout" else sys.stderr
        stream.write(request.text)
        stream.flush()
        return kv_pb2.Nothing()

    async def Log(self, request, context):
        now = datetime.datetime.now(datetime.timezone.utc)
        line = {
            "@level": request.level,
            "@message": request.message,
            "@module": "python-kv",
            "@timestamp": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
        print(json.dumps(line), file=sys.stderr, flush=True)
        return kv_pb2.Nothing()

    async def Fail(self, request, context):
        await context.abort(STATUS_BY_NUMBER.get(request.code, grpc.StatusCode.UNKNOWN), request.message)


class Contract(RPCPluginProtocol):
    """Tells pyvider which service to register."""

    supported_protocol_versions = (1,)

    async def get_grpc_descriptors(self):
        return kv_pb2.DESCRIPTOR, "interop.kv.KV"

    async def add_to_server(self, server, handler):
        kv_pb2_grpc.add_KVServicer_to_server(handler, server)


async def main():
    server = plugin_server(
        protocol=Contract(),
        handler=Store(),
        config={
            "PLUGIN_MAGIC_COOKIE_KEY": "INTEROP_PLUGIN",
            "PLUGIN_MAGIC_COOKIE_VALUE": "hello",
        },
    )
    await server.serve()


if __name__ == "__main__":
    asyncio.run(main())
