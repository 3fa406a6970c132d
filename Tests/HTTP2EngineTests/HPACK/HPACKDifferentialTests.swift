import NIOCore
import NIOHPACK
import Testing

@testable import HTTP2Engine

/// Against another implementation: what the one encodes the other must decode.
@Suite("HPACK: against NIOHPACK")
struct HPACKDifferentialTests {
    private static let indexings: [HPACKIndexing] = [.indexable, .neverIndexed, .nonIndexable]

    @Test("NIOHPACK decodes what is encoded here", arguments: 1...10 as ClosedRange<UInt64>)
    func encoding(seed: UInt64) throws {
        var random = HPACKRandom(seed: seed)
        var encoder = HTTP2Engine.HPACKEncoder()
        var decoder = NIOHPACK.HPACKDecoder(allocator: ByteBufferAllocator())
        for _ in 0..<300 {
            if Int.random(in: 0..<30, using: &random) == 0 {
                encoder.setPeerTableSize(Int.random(in: 0...4_096, using: &random))
            }
            // NIOHPACK takes no field without a name.
            let fields = random.fields(upTo: 12).filter { !$0.name.isEmpty }
            let block = random.block(fields, with: &encoder)
            var buffer = ByteBuffer(bytes: block)
            let decoded = try decoder.decodeHeaders(from: &buffer)
            #expect(decoded.map { HeaderField($0.name, $0.value) } == fields)
        }
    }

    @Test("What NIOHPACK encodes is decoded here, with evictions", arguments: 1...10 as ClosedRange<UInt64>)
    func decoding(seed: UInt64) throws {
        var random = HPACKRandom(seed: seed)
        let usesHuffman = !seed.isMultiple(of: 2)
        var encoder = NIOHPACK.HPACKEncoder(allocator: ByteBufferAllocator(), useHuffmanEncoding: usesHuffman)
        var decoder = HTTP2Engine.HPACKDecoder(maximumListSize: 1 << 20)
        var evictions = 0
        for _ in 0..<300 {
            if Int.random(in: 0..<30, using: &random) == 0 {
                try encoder.setDynamicTableSize(Int.random(in: 0...4_096, using: &random))
            }
            // NIOHPACK takes no field without a name.
            let fields = random.fields(upTo: 12).filter { !$0.name.isEmpty }
            var headers = HPACKHeaders()
            for field in fields {
                let indexing = Self.indexings.randomElement(using: &random) ?? .indexable
                headers.add(name: field.name, value: field.value, indexing: indexing)
            }
            var buffer = ByteBuffer()
            try encoder.encode(headers: headers, to: &buffer)
            let count = decoder.table.count
            #expect(try decoder.fields(Array(buffer.readableBytesView)) == fields)
            evictions += decoder.table.count < count ? 1 : 0
        }
        #expect(evictions > 10, "too little was inserted for evictions")
    }
}
