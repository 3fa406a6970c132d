// A self-signed P-256 certificate. Node can sign and can read certificates but cannot issue one, so its DER is put
// together here (RFC 5280, section 4.1).
'use strict';

const crypto = require('node:crypto');

function der(tag, ...parts) {
    const content = Buffer.concat(parts);
    const { length } = content;
    let prefix;
    if (length < 0x80) prefix = [tag, length];
    else if (length < 0x100) prefix = [tag, 0x81, length];
    else prefix = [tag, 0x82, length >> 8, length & 0xff];
    return Buffer.concat([Buffer.from(prefix), content]);
}

const sequence = (...parts) => der(0x30, ...parts);
const set = (...parts) => der(0x31, ...parts);
const octets = (content) => der(0x04, content);
const bits = (unused, content) => der(0x03, Buffer.from([unused]), content);
const yes = der(0x01, Buffer.from([0xff]));

// A number that is positive whatever its first bit, without superfluous zeros.
function integer(content) {
    let start = 0;
    while (start < content.length - 1 && content[start] === 0) start += 1;
    const short = content.subarray(start);
    return short[0] & 0x80 ? der(0x02, Buffer.from([0]), short) : der(0x02, short);
}

function oid(dotted) {
    const [first, second, ...rest] = dotted.split('.').map(Number);
    const out = [first * 40 + second];
    for (const arc of rest) {
        const groups = [arc & 0x7f];
        for (let left = arc >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
        out.push(...groups);
    }
    return der(0x06, Buffer.from(out));
}

// UTCTime until 2049, GeneralizedTime from then on, as RFC 5280 asks.
function time(date) {
    const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
    return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(`${digits.slice(2)}Z`)) : der(0x18, Buffer.from(`${digits}Z`));
}

function extension(id, critical, value) {
    return sequence(...[oid(id), ...(critical ? [yes] : []), octets(value)]);
}

// Answers { key: PEM, pem: PEM, der: Buffer }. Valid from a minute ago, for a year, for both ends of a connection.
function selfSigned(name) {
    const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keyInfo = publicKey.export({ type: 'spki', format: 'der' });
    const algorithm = sequence(oid('1.2.840.10045.4.3.2')); // ecdsa-with-SHA256
    const subject = sequence(
        set(sequence(oid('2.5.4.10'), der(0x0c, Buffer.from('interop')))),
        set(sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(name)))),
    );
    const now = Date.now();
    const extensions = sequence(
        extension('2.5.29.19', true, sequence(yes)), // basicConstraints: CA, since it is its own issuer
        extension('2.5.29.15', true, bits(2, Buffer.from([0x84]))), // keyUsage: digitalSignature, keyCertSign
        extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'))),
        extension('2.5.29.17', false, sequence(der(0x82, Buffer.from(name)))), // subjectAltName: DNS
        extension('2.5.29.14', false, octets(crypto.createHash('sha1').update(keyInfo).digest())),
    );
    const body = sequence(
        der(0xa0, der(0x02, Buffer.from([2]))), // version 3
        integer(crypto.randomBytes(16)),
        algorithm,
        subject,
        sequence(time(new Date(now - 60e3)), time(new Date(now + 365 * 86400e3))),
        subject,
        keyInfo,
        der(0xa3, extensions),
    );
    const signature = crypto.sign('sha256', body, privateKey);
    const certificate = sequence(body, algorithm, bits(0, signature));
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
    return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), pem, der: certificate };
}

module.exports = { selfSigned };
