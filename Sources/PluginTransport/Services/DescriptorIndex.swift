import PluginContracts
import SwiftProtobuf

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What reflection knows: the names of a server's services, and the descriptors of their files.
package struct DescriptorIndex: Sendable {
    /// The reflection services themselves: version 1, and its older twin.
    package static let reflectionServices = [
        "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection",
    ]

    private let services: [String]
    private var files: [String: Google_Protobuf_FileDescriptorProto] = [:]
    private var fileOfSymbol: [String: String] = [:]

    /// Builds the index.
    ///
    /// - Parameters:
    ///   - services: the full names of the server's services.
    ///   - descriptorSets: serialized `google.protobuf.FileDescriptorSet` messages, with imports; a service without one
    ///     is listed but cannot be described.
    /// - Throws: a decoding error when a set is no such message.
    package init(services: [String], descriptorSets: [[UInt8]]) throws {
        self.services = services.sorted()
        for bytes in descriptorSets {
            for file in try Google_Protobuf_FileDescriptorSet(serializedBytes: bytes).file {
                add(file)
                if file.package == "grpc.reflection.v1" { add(file.renamingPackage(to: "grpc.reflection.v1alpha")) }
            }
        }
    }

    private mutating func add(_ file: Google_Protobuf_FileDescriptorProto) {
        guard files.updateValue(file, forKey: file.name) == nil else { return }
        let prefix = file.package.isEmpty ? "" : file.package + "."
        for message in file.messageType { add(message, prefix: prefix, file: file.name) }
        for value in file.enumType { fileOfSymbol[prefix + value.name] = file.name }
        for service in file.service {
            fileOfSymbol[prefix + service.name] = file.name
            for method in service.method { fileOfSymbol["\(prefix)\(service.name).\(method.name)"] = file.name }
        }
    }

    private mutating func add(_ message: Google_Protobuf_DescriptorProto, prefix: String, file: String) {
        let name = prefix + message.name
        fileOfSymbol[name] = file
        for nested in message.nestedType { add(nested, prefix: name + ".", file: file) }
        for value in message.enumType { fileOfSymbol["\(name).\(value.name)"] = file }
    }

    /// Answers one reflection request.
    func answer(
        to request: Grpc_Reflection_V1_ServerReflectionRequest
    ) -> Grpc_Reflection_V1_ServerReflectionResponse {
        .with { response in
            response.validHost = request.host
            response.originalRequest = request
            switch request.messageRequest {
            case .listServices:
                response.listServicesResponse.service = services.map { name in .with { $0.name = name } }
            case .fileByFilename(let name):
                response.messageResponse = describe(file: name, asked: name)
            case .fileContainingSymbol(let symbol):
                response.messageResponse = describe(file: fileOfSymbol[symbol], asked: symbol)
            case .fileContainingExtension(let request):
                response.messageResponse = .errorResponse(.notFound("extension of \(request.containingType)"))
            case .allExtensionNumbersOfType(let type):
                response.messageResponse = .errorResponse(.notFound("extensions of \(type)"))
            case nil:
                response.messageResponse = .errorResponse(
                    .with {
                        $0.errorCode = 3
                        $0.errorMessage = "the reflection request asks for nothing"
                    }
                )
            }
        }
    }

    /// The file and everything it imports, so that the asker needs no second request.
    private func describe(
        file name: String?,
        asked: String
    ) -> Grpc_Reflection_V1_ServerReflectionResponse.OneOf_MessageResponse {
        guard let name, files[name] != nil else { return .errorResponse(.notFound(asked)) }
        var pending = [name]
        var seen: Set<String> = [name]
        var descriptors = Grpc_Reflection_V1_FileDescriptorResponse()
        while let next = pending.popLast() {
            guard let file = files[next], let bytes: [UInt8] = try? file.serializedBytes() else { continue }
            descriptors.fileDescriptorProto.append(.init(bytes))
            pending += file.dependency.filter { seen.insert($0).inserted }
        }
        return .fileDescriptorResponse(descriptors)
    }
}

extension Grpc_Reflection_V1_ErrorResponse {
    fileprivate static func notFound(_ what: String) -> Self {
        .with {
            $0.errorCode = 5
            $0.errorMessage = "not found: \(what)"
        }
    }
}

extension Google_Protobuf_FileDescriptorProto {
    /// The same file under another package; it must refer to no other file's types.
    fileprivate func renamingPackage(to new: String) -> Self {
        var file = self
        let old = ".\(package)."
        func renamed(_ type: String) -> String {
            type.hasPrefix(old) ? ".\(new).\(type.dropFirst(old.count))" : type
        }
        file.name = new.split(separator: ".").joined(separator: "/") + "/reflection.proto"
        file.package = new
        for message in file.messageType.indices {
            for field in file.messageType[message].field.indices {
                let type = file.messageType[message].field[field].typeName
                file.messageType[message].field[field].typeName = renamed(type)
            }
        }
        for service in file.service.indices {
            for method in file.service[service].method.indices {
                let inputType = file.service[service].method[method].inputType
                let outputType = file.service[service].method[method].outputType
                file.service[service].method[method].inputType = renamed(inputType)
                file.service[service].method[method].outputType = renamed(outputType)
            }
        }
        return file
    }
}
