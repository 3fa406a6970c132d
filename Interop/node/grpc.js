// gRPC over one HTTP/2 stream, server side: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
'use strict';

const { header } = require('./protobuf.js');

const Status = {
    ok: 0,
    unknown: 2,
    invalidArgument: 3,
    notFound: 5,
    failedPrecondition: 9,
    unimplemented: 12,
    internal: 13,
};

class GrpcError extends Error {
    constructor(code, message) {
        super(message);
        this.code = code;
    }
}

// grpc-message is percent-encoded UTF-8: printable ASCII stays, except the percent sign.
function percentEncoded(message) {
    let out = '';
    for (const byte of Buffer.from(message)) {
        const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
        out += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    }
    return out;
}

// Cuts the request's bytes into messages: one byte for "compressed", four for the length, then the message.
async function* messages(stream) {
    let chunks = [];
    let size = 0;
    for await (const chunk of stream) {
        chunks.push(chunk);
        size += chunk.length;
        while (size >= 5) {
            const prefix = chunks[0].length >= 5 ? chunks[0] : Buffer.concat(chunks);
            if (prefix[0] !== 0) throw new GrpcError(Status.unimplemented, 'compressed messages are not supported');
            const end = 5 + prefix.readUInt32BE(1);
            if (size < end) break;
            const whole = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
            yield whole.subarray(5, end);
            size -= end;
            chunks = size > 0 ? [whole.subarray(end)] : [];
        }
    }
    if (size > 0) throw new GrpcError(Status.internal, 'the request ends inside a message');
}

class Call {
    constructor(stream) {
        this.stream = stream;
        this.opened = false;
    }

    // Every message of the request, as it arrives.
    all() {
        return messages(this.stream);
    }

    // The only message of a unary request.
    async one() {
        let only;
        for await (const message of this.all()) {
            if (only !== undefined) throw new GrpcError(Status.internal, 'more than one message in a unary request');
            only = message;
        }
        if (only === undefined) throw new GrpcError(Status.internal, 'no message in a unary request');
        return only;
    }

    // Sends the response's headers; `send` does it by itself.
    open() {
        if (this.opened || this.stream.destroyed) return;
        this.opened = true;
        this.stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
    }

    async write(data) {
        if (this.stream.destroyed) throw new GrpcError(Status.unknown, 'the caller is gone');
        if (this.stream.write(data)) return;
        await new Promise((resolve) => {
            const done = () => {
                this.stream.off('drain', done);
                this.stream.off('close', done);
                resolve();
            };
            this.stream.on('drain', done);
            this.stream.on('close', done);
        });
    }

    async send(message) {
        this.open();
        const framed = Buffer.alloc(5 + message.length);
        framed.writeUInt32BE(message.length, 1);
        message.copy(framed, 5);
        await this.write(framed);
    }

    // One message: `start`, then a field of `length` zero bytes, without ever holding it in memory.
    async sendZeros(start, field, length) {
        this.open();
        const tag = header(field, length);
        const prefix = Buffer.alloc(5);
        prefix.writeUInt32BE(start.length + tag.length + length, 1);
        await this.write(Buffer.concat([prefix, start, tag]));
        const zeros = Buffer.alloc(1 << 20);
        for (let left = length; left > 0; left -= zeros.length) {
            await this.write(left >= zeros.length ? zeros : zeros.subarray(0, left));
        }
    }

    finish(code, message) {
        if (this.stream.destroyed || this.stream.closed) return;
        const trailers = { 'grpc-status': String(code) };
        if (message) trailers['grpc-message'] = percentEncoded(message);
        if (this.opened) {
            this.stream.once('wantTrailers', () => this.stream.sendTrailers(trailers));
            this.stream.end();
        } else {
            this.stream.respond(
                { ':status': 200, 'content-type': 'application/grpc+proto', ...trailers },
                { endStream: true },
            );
        }
    }
}

// Answers one call with the method that its path names.
async function serve(stream, headers, services) {
    stream.on('error', () => {});
    const call = new Call(stream);
    const [root, service, method, ...rest] = headers[':path'].split('/');
    const methods = root === '' && rest.length === 0 && Object.hasOwn(services, service) ? services[service] : {};
    try {
        if (!Object.hasOwn(methods, method)) {
            throw new GrpcError(Status.unimplemented, `no method ${headers[':path']}`);
        }
        await methods[method](call);
        call.finish(Status.ok);
    } catch (error) {
        call.finish(error.code > 0 && error.code <= 16 ? error.code : Status.internal, error.message);
        // The rest of the request, if any, must not keep the connection's window.
        stream.resume();
    }
}

module.exports = { Status, GrpcError, messages, serve };
