// The cases of the gRPC interoperability tests. Each throws std::runtime_error when something is not as it should be.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "testing.grpc.pb.h"
#include "wire.h"

namespace suite {

namespace pb = grpc::testing;

constexpr int kLargeRequest = 271828;
constexpr int kLargeResponse = 314159;

struct Client {
    std::unique_ptr<pb::TestService::Stub> test;
    std::unique_ptr<pb::UnimplementedService::Stub> unimplemented;
    // The server cannot see whether a request is compressed.
    bool blind = false;
    // The server compresses every answer.
    bool always = false;
};

using Case = std::pair<std::string, std::function<void(const Client &)>>;

// Every case, in the order of the description.
std::vector<Case> cases();
// Those of them that are about compression.
std::vector<Case> compression_cases();

// Throws unless the status is the expected one.
void expect(const grpc::Status &status, grpc::StatusCode code);
void expect(bool condition, const std::string &otherwise);
// Throws unless the payload is this many zeros.
void expect_payload(const pb::Payload &payload, int size);
// A request of the standard sizes.
pb::SimpleRequest large_request();
// Gives a call the deadline that every call here has.
void limit(grpc::ClientContext *context);

}  // namespace suite
