// As much of the protobuf encoding as the contract needs: varints and length-delimited fields, no schema.
'use strict';

function varint(value) {
    let rest = BigInt.asUintN(64, BigInt(value));
    const out = [];
    do {
        const low = Number(rest & 0x7fn);
        rest >>= 7n;
        out.push(rest === 0n ? low : low | 0x80);
    } while (rest !== 0n);
    return Buffer.from(out);
}

// Fields are [number, value]; a BigInt becomes a varint, a string or Buffer a length-delimited field. As in proto3, a
// zero or empty value is left out.
function encode(...fields) {
    const parts = [];
    for (const [field, value] of fields) {
        if (typeof value === 'bigint') {
            if (value !== 0n) parts.push(varint(field << 3), varint(value));
        } else {
            const data = Buffer.from(value);
            if (data.length > 0) parts.push(varint((field << 3) | 2), varint(data.length), data);
        }
    }
    return Buffer.concat(parts);
}

// The tag and length of a length-delimited field whose content is sent separately.
function header(field, length) {
    return Buffer.concat([varint((field << 3) | 2), varint(length)]);
}

// Answers a Map from field number to BigInt or Buffer; of a repeated field the last one wins.
function decode(buffer) {
    const fields = new Map();
    let offset = 0;
    const readVarint = () => {
        let value = 0n;
        for (let shift = 0n; shift < 70n; shift += 7n) {
            if (offset >= buffer.length) throw new RangeError('the message ends inside a number');
            const byte = buffer[offset];
            offset += 1;
            value |= BigInt(byte & 0x7f) << shift;
            if (byte < 0x80) return BigInt.asUintN(64, value);
        }
        throw new RangeError('a number is longer than ten bytes');
    };
    const take = (length) => {
        if (length > buffer.length - offset) throw new RangeError('the message ends inside a field');
        offset += length;
        return buffer.subarray(offset - length, offset);
    };
    while (offset < buffer.length) {
        const tag = Number(readVarint());
        switch (tag & 7) {
            case 0:
                fields.set(tag >>> 3, readVarint());
                break;
            case 1:
                take(8);
                break;
            case 2:
                fields.set(tag >>> 3, take(Number(readVarint())));
                break;
            case 5:
                take(4);
                break;
            default:
                throw new RangeError(`wire type ${tag & 7} is not supported`);
        }
    }
    return fields;
}

const bytes = (fields, field) => fields.get(field) ?? Buffer.alloc(0);
const text = (fields, field) => bytes(fields, field).toString('utf8');
const number = (fields, field) => fields.get(field) ?? 0n;

module.exports = { decode, encode, header, text, number, bytes };
