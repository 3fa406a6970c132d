// What the test server and the test client share.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "testing.pb.h"

namespace wire {

// What both sides take at most, in bytes: the default of every gRPC library.
constexpr int kMessageLimit = 4 << 20;

// Metadata that the server sends back, at the beginning and at the end of a call.
constexpr const char *kEchoInitial = "x-grpc-test-echo-initial";
constexpr const char *kEchoInitialBinary = "x-grpc-test-echo-initial-bin";
constexpr const char *kEchoTrailing = "x-grpc-test-echo-trailing";
constexpr const char *kEchoTrailingBinary = "x-grpc-test-echo-trailing-bin";

// The words of the command line by option, `--name value...`.
using Options = std::map<std::string, std::vector<std::string>>;

// Reads the command line; `arity` says how many values each option takes. Throws std::runtime_error.
Options parse(int count, char **words, const std::map<std::string, size_t> &arity);

// The three files of `--tls CERT KEY PEER`: this side's certificate and key, and the only one that the peer may show.
struct Identity {
    std::string certificate;
    std::string key;
    std::string peer;
};
Identity read_identity(const std::vector<std::string> &files);

// A payload of zero bytes.
grpc::testing::Payload payload(int size);

// Whether the last message that came on this call was compressed.
bool came_compressed(grpc_call *call);

}  // namespace wire
