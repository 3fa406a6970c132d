#include "cases.h"

#include <array>
#include <atomic>
#include <stdexcept>
#include <thread>

using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;

namespace suite {

namespace {

// Sizes that the description of the cases fixes.
constexpr std::array<int, 4> kRequestSizes = {27182, 8, 1828, 45904};
constexpr std::array<int, 4> kResponseSizes = {31415, 9, 2653, 58979};

pb::StreamingOutputCallRequest ask(int response, int request) {
    pb::StreamingOutputCallRequest made;
    made.add_response_parameters()->set_size(response);
    *made.mutable_payload() = wire::payload(request);
    return made;
}

using Duplex = grpc::ClientReaderWriter<pb::StreamingOutputCallRequest, pb::StreamingOutputCallResponse>;

// Reads one answer of this size.
template <typename Reader>
void read(Reader *reader, int size) {
    pb::StreamingOutputCallResponse response;
    expect(reader->Read(&response), "the stream ended before the answer of " + std::to_string(size) + " bytes");
    expect_payload(response.payload(), size);
}

// Reads the end of the stream.
template <typename Reader>
void read_end(Reader *reader, StatusCode code = StatusCode::OK) {
    pb::StreamingOutputCallResponse response;
    expect(!reader->Read(&response), "one message more than asked for");
    expect(reader->Finish(), code);
}

void empty_unary(const Client &client) {
    ClientContext context;
    limit(&context);
    pb::Empty answer;
    expect(client.test->EmptyCall(&context, {}, &answer), StatusCode::OK);
}

void large_unary(const Client &client) {
    ClientContext context;
    limit(&context);
    pb::SimpleResponse answer;
    expect(client.test->UnaryCall(&context, large_request(), &answer), StatusCode::OK);
    expect_payload(answer.payload(), kLargeResponse);
}

void client_streaming(const Client &client) {
    ClientContext context;
    limit(&context);
    pb::StreamingInputCallResponse answer;
    const auto writer = client.test->StreamingInputCall(&context, &answer);
    for (const int size : kRequestSizes) {
        pb::StreamingInputCallRequest request;
        *request.mutable_payload() = wire::payload(size);
        expect(writer->Write(request), "the stream takes no more");
    }
    writer->WritesDone();
    expect(writer->Finish(), StatusCode::OK);
    expect(answer.aggregated_payload_size() == 74922, "the server counted another number of bytes");
}

void server_streaming(const Client &client) {
    ClientContext context;
    limit(&context);
    pb::StreamingOutputCallRequest request;
    for (const int size : kResponseSizes) request.add_response_parameters()->set_size(size);
    const auto reader = client.test->StreamingOutputCall(&context, request);
    for (const int size : kResponseSizes) read(reader.get(), size);
    read_end(reader.get());
}

void ping_pong(const Client &client) {
    ClientContext context;
    limit(&context);
    const auto stream = client.test->FullDuplexCall(&context);
    for (size_t index = 0; index < kRequestSizes.size(); ++index) {
        expect(stream->Write(ask(kResponseSizes[index], kRequestSizes[index])), "the stream takes no more");
        read(stream.get(), kResponseSizes[index]);
    }
    stream->WritesDone();
    read_end(stream.get());
}

void empty_stream(const Client &client) {
    ClientContext context;
    limit(&context);
    const auto stream = client.test->FullDuplexCall(&context);
    stream->WritesDone();
    read_end(stream.get());
}

void half_duplex(const Client &client) {
    ClientContext context;
    limit(&context);
    const auto stream = client.test->HalfDuplexCall(&context);
    for (size_t index = 0; index < kRequestSizes.size(); ++index) {
        expect(stream->Write(ask(kResponseSizes[index], kRequestSizes[index])), "the stream takes no more");
    }
    stream->WritesDone();
    for (const int size : kResponseSizes) read(stream.get(), size);
    read_end(stream.get());
}

void cancel_after_begin(const Client &client) {
    ClientContext context;
    pb::StreamingInputCallResponse answer;
    const auto writer = client.test->StreamingInputCall(&context, &answer);
    context.TryCancel();
    expect(writer->Finish(), StatusCode::CANCELLED);
}

void cancel_after_first_response(const Client &client) {
    ClientContext context;
    const auto stream = client.test->FullDuplexCall(&context);
    expect(stream->Write(ask(kResponseSizes[0], kRequestSizes[0])), "the stream takes no more");
    read(stream.get(), kResponseSizes[0]);
    context.TryCancel();
    read_end(stream.get(), StatusCode::CANCELLED);
}

void timeout_on_sleeping_server(const Client &client) {
    ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
    const auto stream = client.test->FullDuplexCall(&context);
    pb::StreamingOutputCallRequest request;
    *request.mutable_payload() = wire::payload(kRequestSizes[0]);
    stream->Write(request);
    read_end(stream.get(), StatusCode::DEADLINE_EXCEEDED);
}

void expect_message(const Status &status, const std::string &message) {
    expect(status, StatusCode::UNKNOWN);
    expect(status.error_message() == message, "the status message is \"" + status.error_message() + '"');
}

// Has the server answer a status, on a unary call and on a stream.
void expect_status(const Client &client, const std::string &message) {
    pb::SimpleRequest request;
    request.mutable_response_status()->set_code(StatusCode::UNKNOWN);
    request.mutable_response_status()->set_message(message);
    {
        ClientContext context;
        limit(&context);
        pb::SimpleResponse answer;
        expect_message(client.test->UnaryCall(&context, request, &answer), message);
    }
    ClientContext context;
    limit(&context);
    const auto stream = client.test->FullDuplexCall(&context);
    pb::StreamingOutputCallRequest streamed;
    *streamed.mutable_response_status() = request.response_status();
    stream->Write(streamed);
    stream->WritesDone();
    pb::StreamingOutputCallResponse answer;
    expect(!stream->Read(&answer), "a message instead of a status");
    expect_message(stream->Finish(), message);
}

void status_code_and_message(const Client &client) { expect_status(client, "test status message"); }

void special_status_message(const Client &client) {
    expect_status(client, "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n");
}

void unimplemented_method(const Client &client) {
    ClientContext context;
    limit(&context);
    pb::Empty answer;
    expect(client.test->UnimplementedCall(&context, {}, &answer), StatusCode::UNIMPLEMENTED);
}

void unimplemented_service(const Client &client) {
    ClientContext context;
    limit(&context);
    pb::Empty answer;
    expect(client.unimplemented->UnimplementedCall(&context, {}, &answer), StatusCode::UNIMPLEMENTED);
}

using Entries = std::vector<std::pair<std::string, std::string>>;

void expect_entries(const std::multimap<grpc::string_ref, grpc::string_ref> &came, const Entries &expected) {
    Entries found;
    for (const auto &[key, value] : came) {
        for (const auto &entry : expected) {
            if (key == entry.first) {
                found.emplace_back(entry.first, std::string(value.data(), value.size()));
                break;
            }
        }
    }
    // The library sorts by key and keeps the order of the values, as the expected entries are.
    expect(found == expected, "the metadata that came back differs, or its order");
}

void custom_metadata(const Client &client) {
    const Entries initial = {{wire::kEchoInitial, "test_initial_metadata_value"},
                             {wire::kEchoInitialBinary, "\xab\xab\xab"},
                             {wire::kEchoInitialBinary, std::string("\0\xff", 2)}};
    const Entries trailing = {{wire::kEchoTrailing, "test_trailing_metadata_value"},
                              {wire::kEchoTrailingBinary, "\xab\xab\xab"},
                              {wire::kEchoTrailingBinary, std::string(1, '\0')}};
    const auto add = [&](ClientContext *context) {
        limit(context);
        for (const auto &[key, value] : initial) context->AddMetadata(key, value);
        for (const auto &[key, value] : trailing) context->AddMetadata(key, value);
    };
    {
        ClientContext context;
        add(&context);
        pb::SimpleResponse answer;
        expect(client.test->UnaryCall(&context, large_request(), &answer), StatusCode::OK);
        expect_payload(answer.payload(), kLargeResponse);
        expect_entries(context.GetServerInitialMetadata(), initial);
        expect_entries(context.GetServerTrailingMetadata(), trailing);
    }
    ClientContext context;
    add(&context);
    const auto stream = client.test->FullDuplexCall(&context);
    expect(stream->Write(ask(kLargeResponse, kLargeRequest)), "the stream takes no more");
    stream->WritesDone();
    read(stream.get(), kLargeResponse);
    read_end(stream.get());
    expect_entries(context.GetServerInitialMetadata(), initial);
    expect_entries(context.GetServerTrailingMetadata(), trailing);
}

// The payload size at which the message has exactly `total` bytes.
template <typename Message>
int fill_to(int total) {
    Message message;
    *message.mutable_payload() = wire::payload(total);
    const int size = 2 * total - static_cast<int>(message.ByteSizeLong());
    *message.mutable_payload() = wire::payload(size);
    expect(static_cast<int>(message.ByteSizeLong()) == total, "no payload makes a message of this size");
    return size;
}

void message_limits(const Client &client) {
    const auto call = [&](int request_size, int response_size, StatusCode code) {
        ClientContext context;
        limit(&context);
        pb::SimpleRequest request;
        if (request_size > 0) *request.mutable_payload() = wire::payload(request_size);
        request.set_response_size(response_size);
        pb::SimpleResponse answer;
        expect(client.test->UnaryCall(&context, request, &answer), code);
        if (code == StatusCode::OK) expect_payload(answer.payload(), response_size);
    };
    const int request = fill_to<pb::SimpleRequest>(wire::kMessageLimit);
    call(request, 0, StatusCode::OK);
    call(request + 1, 0, StatusCode::RESOURCE_EXHAUSTED);
    const int response = fill_to<pb::SimpleResponse>(wire::kMessageLimit);
    call(0, response, StatusCode::OK);
    call(0, response + 1, StatusCode::RESOURCE_EXHAUSTED);
    empty_unary(client);
}

void concurrent_calls(const Client &client) {
    std::atomic<int> failures{0};
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 100; ++caller) {
        callers.emplace_back([&client, &failures, caller] {
            try {
                for (int call = 0; call < 5; ++call) {
                    if ((5 * caller + call) % 25 == 0) large_unary(client);
                    else ping_pong(client);
                }
            } catch (const std::exception &) {
                ++failures;
            }
        });
    }
    for (auto &caller : callers) caller.join();
    expect(failures == 0, std::to_string(failures) + " of 100 callers failed");
}

}  // namespace

std::vector<Case> cases() {
    std::vector<Case> all = {
        {"empty_unary", empty_unary},
        {"large_unary", large_unary},
        {"client_streaming", client_streaming},
        {"server_streaming", server_streaming},
        {"ping_pong", ping_pong},
        {"empty_stream", empty_stream},
        {"half_duplex", half_duplex},
        {"cancel_after_begin", cancel_after_begin},
        {"cancel_after_first_response", cancel_after_first_response},
        {"timeout_on_sleeping_server", timeout_on_sleeping_server},
        {"status_code_and_message", status_code_and_message},
        {"special_status_message", special_status_message},
        {"unimplemented_method", unimplemented_method},
        {"unimplemented_service", unimplemented_service},
        {"custom_metadata", custom_metadata},
    };
    for (auto &one : compression_cases()) all.push_back(std::move(one));
    all.emplace_back("message_limits", message_limits);
    all.emplace_back("concurrent_calls", concurrent_calls);
    return all;
}

void expect(bool condition, const std::string &otherwise) {
    if (!condition) throw std::runtime_error(otherwise);
}

void expect(const Status &status, StatusCode code) {
    expect(status.error_code() == code, "status " + std::to_string(status.error_code()) + ", expected " +
                                            std::to_string(code) + ": " + status.error_message());
}

void expect_payload(const pb::Payload &payload, int size) {
    expect(payload.body() == std::string(static_cast<size_t>(size), '\0'),
           "a payload of " + std::to_string(payload.body().size()) + " bytes, expected " + std::to_string(size) +
               " of zeros");
}

pb::SimpleRequest large_request() {
    pb::SimpleRequest request;
    request.set_response_size(kLargeResponse);
    *request.mutable_payload() = wire::payload(kLargeRequest);
    return request;
}

void limit(ClientContext *context) {
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
}

}  // namespace suite
