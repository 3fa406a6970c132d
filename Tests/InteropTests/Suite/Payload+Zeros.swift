import InteropContracts
import SwiftProtobuf

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Grpc_Testing_Payload {
    /// A payload of zero bytes; a size that no payload can have gives an empty one.
    static func zeros(_ size: Int) -> Self {
        .with { $0.body = Data(count: max(size, 0)) }
    }

    func isZeros(_ size: Int) -> Bool {
        body == Data(count: size)
    }
}
