// The server of the gRPC interoperability tests on Debian's C++ gRPC.
//
//     suite-cpp-server --socket PATH | --port PORT [--tls CERT KEY PEER]
//
// Prints its address, `unix:PATH` or `HOST:PORT`, and serves until it is killed. Port 0 takes a free one of 127.0.0.1.

#include <chrono>
#include <exception>
#include <iostream>
#include <thread>
#include <vector>

#include "testing.grpc.pb.h"
#include "wire.h"

using grpc::ServerContext;
using grpc::Status;
using grpc::StatusCode;
namespace pb = grpc::testing;

namespace {

// Sends back what there is of these two keys.
template <typename Add>
void echo(ServerContext *context, const char *text, const char *binary, Add add) {
    for (const auto &[key, value] : context->client_metadata()) {
        if (key == text || key == binary) {
            add(std::string(key.data(), key.size()), std::string(value.data(), value.size()));
        }
    }
}

void echo_all(ServerContext *context) {
    echo(context, wire::kEchoInitial, wire::kEchoInitialBinary,
         [context](const std::string &key, const std::string &value) { context->AddInitialMetadata(key, value); });
    echo(context, wire::kEchoTrailing, wire::kEchoTrailingBinary,
         [context](const std::string &key, const std::string &value) { context->AddTrailingMetadata(key, value); });
}

Status check_size(int size) {
    if (size >= 0) return Status::OK;
    return Status(StatusCode::INVALID_ARGUMENT, "a payload cannot have " + std::to_string(size) + " bytes");
}

// Compares a message that came with what it says of itself.
template <typename Message>
Status check_compression(ServerContext *context, const Message &message) {
    if (!message.has_expect_compressed()) return Status::OK;
    if (message.expect_compressed().value() == wire::came_compressed(context->c_call())) return Status::OK;
    return Status(StatusCode::INVALID_ARGUMENT, "the message is not compressed as it says");
}

Status asked(const pb::EchoStatus &status) {
    return status.code() == 0 ? Status::OK : Status(static_cast<StatusCode>(status.code()), status.message());
}

// Sends what a request asks for.
template <typename Writer>
Status answer(const pb::StreamingOutputCallRequest &request, Writer *writer) {
    for (const auto &parameters : request.response_parameters()) {
        if (const Status size = check_size(parameters.size()); !size.ok()) return size;
        if (parameters.interval_us() > 0) {
            std::this_thread::sleep_for(std::chrono::microseconds(parameters.interval_us()));
        }
        pb::StreamingOutputCallResponse response;
        *response.mutable_payload() = wire::payload(parameters.size());
        grpc::WriteOptions options;
        if (!parameters.compressed().value()) options.set_no_compression();
        if (!writer->Write(response, options)) return Status::CANCELLED;
    }
    return Status::OK;
}

class Service final : public pb::TestService::Service {
    Status EmptyCall(ServerContext *, const pb::Empty *, pb::Empty *) override { return Status::OK; }

    Status UnaryCall(ServerContext *context, const pb::SimpleRequest *request, pb::SimpleResponse *response) override {
        echo_all(context);
        if (const Status compression = check_compression(context, *request); !compression.ok()) return compression;
        if (request->response_compressed().value()) context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        if (request->has_response_status()) return asked(request->response_status());
        if (const Status size = check_size(request->response_size()); !size.ok()) return size;
        *response->mutable_payload() = wire::payload(request->response_size());
        return Status::OK;
    }

    Status StreamingOutputCall(ServerContext *context, const pb::StreamingOutputCallRequest *request,
                               grpc::ServerWriter<pb::StreamingOutputCallResponse> *writer) override {
        for (const auto &parameters : request->response_parameters()) {
            if (parameters.compressed().value()) context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
        }
        if (const Status sent = answer(*request, writer); !sent.ok()) return sent;
        return asked(request->response_status());
    }

    Status StreamingInputCall(ServerContext *context, grpc::ServerReader<pb::StreamingInputCallRequest> *reader,
                              pb::StreamingInputCallResponse *response) override {
        pb::StreamingInputCallRequest request;
        size_t total = 0;
        while (reader->Read(&request)) {
            if (const Status compression = check_compression(context, request); !compression.ok()) return compression;
            total += request.payload().body().size();
        }
        response->set_aggregated_payload_size(static_cast<int32_t>(total));
        return Status::OK;
    }

    using Stream = grpc::ServerReaderWriter<pb::StreamingOutputCallResponse, pb::StreamingOutputCallRequest>;

    Status FullDuplexCall(ServerContext *context, Stream *stream) override {
        echo_all(context);
        pb::StreamingOutputCallRequest request;
        while (stream->Read(&request)) {
            if (const Status sent = answer(request, stream); !sent.ok()) return sent;
            if (request.response_status().code() != 0) return asked(request.response_status());
        }
        return Status::OK;
    }

    Status HalfDuplexCall(ServerContext *, Stream *stream) override {
        std::vector<pb::StreamingOutputCallRequest> requests(1);
        while (stream->Read(&requests.back())) requests.emplace_back();
        requests.pop_back();
        for (const auto &request : requests) {
            if (const Status sent = answer(request, stream); !sent.ok()) return sent;
        }
        return Status::OK;
    }
};

int serve(const wire::Options &options) {
    std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
    if (const auto tls = options.find("--tls"); tls != options.end()) {
        const wire::Identity identity = wire::read_identity(tls->second);
        grpc::SslServerCredentialsOptions settings(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
        settings.pem_root_certs = identity.peer;
        settings.pem_key_cert_pairs.push_back({identity.key, identity.certificate});
        credentials = grpc::SslServerCredentials(settings);
    }
    const auto socket = options.find("--socket");
    const auto port = options.find("--port");
    if (socket == options.end() && port == options.end()) {
        throw std::runtime_error("--socket PATH or --port PORT says where to listen");
    }
    std::string address = socket != options.end() ? "unix:" + socket->second.at(0) : "127.0.0.1:" + port->second.at(0);

    Service service;
    int bound = 0;
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(wire::kMessageLimit);
    builder.AddListeningPort(address, credentials, &bound);
    builder.RegisterService(&service);
    const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (server == nullptr) throw std::runtime_error("cannot listen at " + address);
    if (socket == options.end()) address = "127.0.0.1:" + std::to_string(bound);
    std::cout << address << std::endl;
    server->Wait();
    return 0;
}

}  // namespace

int main(int count, char **words) {
    try {
        return serve(wire::parse(count, words, {{"--socket", 1}, {"--port", 1}, {"--tls", 3}}));
    } catch (const std::exception &error) {
        std::cerr << "suite-cpp-server: " << error.what() << std::endl;
        return 1;
    }
}
