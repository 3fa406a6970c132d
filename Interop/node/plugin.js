// A key-value plugin on nothing but Node's own http2, tls and crypto modules: gRPC framing, protobuf and the certificate
// are written out here, so it shares no line of code with any gRPC library. With AutoMTLS it is fully mutual: it demands
// the host's certificate and accepts exactly that one. Run it with `node plugin.js`.
//
// Cookie INTEROP_PLUGIN=hello, app protocol 1. Switches in the environment, each of which makes it misbehave:
//
//   NODE_SHUTDOWN=never          Controller.Shutdown is never answered and the process stays
//   NODE_SHUTDOWN=unimplemented  Controller.Shutdown answers UNIMPLEMENTED and the process stays
//   NODE_SHUTDOWN=slow           answers after NODE_SHUTDOWN_DELAY milliseconds (default 3000), then ends
//   NODE_SHUTDOWN=ok             answers, then ends: the default
//   NODE_HEALTH=none             has no health service
//   NODE_HEALTH=not-serving      answers NOT_SERVING
//   NODE_LIFECYCLE=FILE          has Omniview's lifecycle service, whose HealthCheck answers with what FILE holds at the
//                                moment: serving, not-serving, unknown, broken (an error), silent (no answer)
//   NODE_STDIO=none              has no StreamStdio
//   NODE_STDIO_CHANNEL=99        sends captured text with this channel number instead of 1 and 2
//   NODE_CERT=other              presents a certificate that is not the one in its handshake line
//   NODE_TLS=plain-line-without-cert   ignores the host's wish for TLS: plain connection, no certificate in the line
//   NODE_TLS=line-without-cert   serves TLS as asked, but leaves the certificate out of the line
//   NODE_ALPN=none               TLS without ALPN
//   NODE_PING_FLOOD=COUNT        sends COUNT HTTP/2 PING frames on every new connection
//   NODE_BIG=BYTES               Get answers any key with a value of that many zero bytes, up to 2147483600
//   NODE_SIGTERM=ignore          ignores SIGTERM
'use strict';

const fs = require('node:fs');
const http2 = require('node:http2');
const os = require('node:os');
const path = require('node:path');
const tls = require('node:tls');
const crypto = require('node:crypto');

const { selfSigned } = require('./certificate.js');
const { decode, encode, text, number, bytes } = require('./protobuf.js');
const { Status, GrpcError, messages, serve } = require('./grpc.js');

const env = process.env;

function log(level, message, fields = {}) {
    const line = {
        '@level': level,
        '@message': message,
        '@module': 'node-kv',
        '@timestamp': new Date().toISOString().replace('Z', '000Z'),
        ...fields,
    };
    fs.writeSync(2, `${JSON.stringify(line)}\n`);
}

// process.stdout of a pipe is asynchronous and fs.writeSync on it may answer EAGAIN; this waits until all is written.
function print(stream, string) {
    return new Promise((resolve, reject) => stream.write(string, (error) => (error ? reject(error) : resolve())));
}

// ---- the services -------------------------------------------------------------------------------------------------

const entries = new Map();
const stdioListeners = new Set();
const nothing = Buffer.alloc(0);

const kv = {
    async Put(call) {
        const entry = decode(await call.one());
        entries.set(text(entry, 1), bytes(entry, 2));
        await call.send(nothing);
    },
    async Get(call) {
        const key = text(decode(await call.one()), 1);
        if (env.NODE_BIG !== undefined) {
            await call.sendZeros(encode([1, key]), 2, Number(env.NODE_BIG));
            return;
        }
        if (!entries.has(key)) throw new GrpcError(Status.notFound, `no entry "${key}"`);
        await call.send(encode([1, key], [2, entries.get(key)]));
    },
    async Echo(call) {
        await call.send(encode([1, bytes(decode(await call.one()), 1)]));
    },
    async Count(call) {
        const n = Number(number(decode(await call.one()), 1));
        for (let value = 1; value <= n; value += 1) await call.send(encode([1, BigInt(value)]));
    },
    async Sum(call) {
        let sum = 0n;
        for await (const message of call.all()) sum += BigInt.asIntN(64, number(decode(message), 1));
        await call.send(encode([1, sum]));
    },
    async Chat(call) {
        for await (const message of call.all()) await call.send(encode([1, bytes(decode(message), 1)]));
    },
    async Crash() {
        // Outside the call, so that nothing catches it: Node prints the stack and ends with code 1.
        setImmediate(() => {
            throw new Error('the host asked for a crash');
        });
        await new Promise(() => {});
    },
    async Print(call) {
        const request = decode(await call.one());
        const to = text(request, 2);
        if (to !== 'stdout' && to !== 'stderr') throw new GrpcError(Status.invalidArgument, `no stream "${to}"`);
        if (number(request, 3) !== 0n) {
            if (stdioListeners.size === 0) throw new GrpcError(Status.failedPrecondition, 'no host listens to stdio');
            const channel = BigInt(env.NODE_STDIO_CHANNEL ?? (to === 'stdout' ? 1 : 2));
            const data = Buffer.from(text(request, 1));
            for (const listener of stdioListeners) await listener.send(encode([1, channel], [2, data]));
        } else {
            await print(to === 'stdout' ? process.stdout : process.stderr, text(request, 1));
        }
        await call.send(nothing);
    },
    async Log(call) {
        const request = decode(await call.one());
        log(text(request, 1), text(request, 2));
        await call.send(nothing);
    },
    async Fail(call) {
        const request = decode(await call.one());
        throw new GrpcError(Number(number(request, 1)), text(request, 2));
    },
};

const health = {
    async Check(call) {
        const service = text(decode(await call.one()), 1);
        if (service !== '' && service !== 'plugin') throw new GrpcError(Status.notFound, `no service "${service}"`);
        await call.send(encode([1, env.NODE_HEALTH === 'not-serving' ? 2n : 1n]));
    },
};

const servingStatus = { unknown: 0n, serving: 1n, 'not-serving': 2n };

const lifecycle = {
    async HealthCheck(call) {
        await call.one();
        const word = fs.readFileSync(env.NODE_LIFECYCLE, 'utf8').trim();
        if (word === 'silent') await new Promise((resolve) => call.stream.once('close', resolve));
        else if (!(word in servingStatus)) throw new GrpcError(Status.internal, `the switch says "${word}"`);
        else await call.send(encode([1, servingStatus[word]]));
    },
};

const controller = {
    async Shutdown(call) {
        switch (env.NODE_SHUTDOWN ?? 'ok') {
            case 'never':
                await new Promise(() => {});
                return;
            case 'unimplemented':
                throw new GrpcError(Status.unimplemented, 'this plugin cannot be told to stop');
            case 'slow':
                await new Promise((resolve) => setTimeout(resolve, Number(env.NODE_SHUTDOWN_DELAY ?? 3000)));
                break;
            default:
                break;
        }
        await call.one();
        await call.send(nothing);
        call.stream.once('close', () => process.exit(0));
    },
};

// The broker's stream stays open and silent: this plugin opens no further connection.
const broker = {
    async StartStream(call) {
        call.open();
        for await (const message of call.all()) log('debug', 'broker message ignored', { bytes: message.length });
    },
};

const stdio = {
    async StreamStdio(call) {
        await call.one();
        call.open();
        stdioListeners.add(call);
        await new Promise((resolve) => call.stream.once('close', resolve));
        stdioListeners.delete(call);
    },
};

const services = {
    'interop.kv.KV': kv,
    'plugin.GRPCController': controller,
    'plugin.GRPCBroker': broker,
};
if (env.NODE_HEALTH !== 'none') services['grpc.health.v1.Health'] = health;
if (env.NODE_LIFECYCLE !== undefined) services['omniview.sdk.lifecycle.v1.PluginLifecycle'] = lifecycle;
if (env.NODE_STDIO !== 'none') services['plugin.GRPCStdio'] = stdio;

// ---- the connection -----------------------------------------------------------------------------------------------

function listener(wantsTls, identity, hostPem) {
    // The default of ten outstanding pings would turn a flood into an error here instead of a flood.
    const settings = { maxOutstandingPings: 1 << 30, maxSessionMemory: 4096 };
    if (!wantsTls) return http2.createServer(settings);
    const pinned = new crypto.X509Certificate(hostPem);
    const options = {
        ...settings,
        key: identity.key,
        cert: identity.pem,
        ca: hostPem,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
    };
    // `ca` alone would also accept what the host's certificate signed; only the certificate itself may connect.
    const isPinned = (socket) => {
        const presented = socket.getPeerX509Certificate();
        if (presented !== undefined && presented.raw.equals(pinned.raw)) return true;
        log('error', 'a caller presented another certificate than the host announced');
        socket.destroy();
        return false;
    };
    if (env.NODE_ALPN === 'none') {
        const sessions = http2.createServer(settings);
        const server = tls.createServer(options, (socket) => {
            if (!isPinned(socket)) return;
            // Without ALPN Node would not speak HTTP/2 on the socket; say that it was agreed.
            socket.alpnProtocol = 'h2';
            sessions.emit('connection', socket);
        });
        sessions.on('session', (session) => server.emit('session', session));
        return server;
    }
    const server = http2.createSecureServer(options);
    server.on('secureConnection', isPinned);
    return server;
}

function main() {
    if (env.INTEROP_PLUGIN !== 'hello') {
        process.stderr.write('This program is a plugin; a host starts it. By hand: see Interop/README.md.\n');
        process.exit(1);
    }
    const hostPem = env.PLUGIN_CLIENT_CERT ?? '';
    const wantsTls = hostPem !== '' && env.NODE_TLS !== 'plain-line-without-cert';
    const identity = wantsTls ? selfSigned('localhost') : undefined;
    const presented = env.NODE_CERT === 'other' && wantsTls ? selfSigned('localhost') : identity;

    const folder = env.PLUGIN_UNIX_SOCKET_DIR || os.tmpdir();
    const address = path.join(folder, `plugin${process.pid}${crypto.randomInt(1e9)}`);
    process.on('exit', () => fs.rmSync(address, { force: true }));
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => {
        if (env.NODE_SIGTERM !== 'ignore') process.exit(143);
    });

    // A host that was killed tells nobody; without this a misbehaving plugin would stay behind for ever.
    const parent = process.ppid;
    setInterval(() => {
        if (process.ppid !== parent) process.exit(0);
    }, 1000).unref();

    const server = listener(wantsTls, presented, hostPem);
    server.on('error', (error) => {
        log('error', 'the listener failed', { error: error.message });
        process.exit(1);
    });
    server.on('tlsClientError', (error) => log('warn', 'TLS handshake failed', { error: error.message }));
    server.on('session', (session) => {
        // A host that goes away resets the connection; that is no reason to end with a stack trace.
        session.on('error', (error) => log('debug', 'connection ended', { error: error.message }));
        session.on('stream', (stream, headers) => serve(stream, headers, services));
        for (let count = Number(env.NODE_PING_FLOOD ?? 0); count > 0; count -= 1) session.ping(() => {});
    });
    server.listen(address, () => {
        fs.chmodSync(address, 0o600);
        const certificate =
            identity !== undefined && env.NODE_TLS !== 'line-without-cert'
                ? identity.der.toString('base64').replace(/=+$/, '')
                : '';
        process.stdout.write(`1|1|unix|${address}|grpc|${certificate}\n`);
    });
}

main();
