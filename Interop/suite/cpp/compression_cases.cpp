#include "cases.h"

using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;

namespace suite {

namespace {

void compress(ClientContext *context, bool wanted) {
    limit(context);
    if (wanted) context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
}

void expect_answer(const Client &client, ClientContext *context, bool compressed) {
    const bool came = wire::came_compressed(context->c_call());
    expect(came == compressed || (came && client.always),
           came ? "the answer is compressed" : "the answer is not compressed");
}

void client_compressed_unary(const Client &client) {
    const auto call = [&](bool claimed, bool compressed, StatusCode code) {
        ClientContext context;
        compress(&context, compressed);
        pb::SimpleRequest request = large_request();
        request.mutable_expect_compressed()->set_value(claimed);
        pb::SimpleResponse answer;
        expect(client.test->UnaryCall(&context, request, &answer), code);
        if (code == StatusCode::OK) expect_payload(answer.payload(), kLargeResponse);
    };
    if (!client.blind) call(true, false, StatusCode::INVALID_ARGUMENT);
    call(true, true, StatusCode::OK);
    call(false, false, StatusCode::OK);
}

void server_compressed_unary(const Client &client) {
    for (const bool wanted : {true, false}) {
        ClientContext context;
        // Some servers answer in kind only, so the request is compressed as well.
        compress(&context, wanted);
        pb::SimpleRequest request = large_request();
        request.mutable_response_compressed()->set_value(wanted);
        pb::SimpleResponse answer;
        expect(client.test->UnaryCall(&context, request, &answer), StatusCode::OK);
        expect_payload(answer.payload(), kLargeResponse);
        expect_answer(client, &context, wanted);
    }
}

void client_compressed_streaming(const Client &client) {
    if (!client.blind) {
        ClientContext context;
        compress(&context, false);
        pb::StreamingInputCallResponse answer;
        const auto writer = client.test->StreamingInputCall(&context, &answer);
        pb::StreamingInputCallRequest request;
        *request.mutable_payload() = wire::payload(27182);
        request.mutable_expect_compressed()->set_value(true);
        writer->Write(request);
        writer->WritesDone();
        expect(writer->Finish(), StatusCode::INVALID_ARGUMENT);
    }
    ClientContext context;
    compress(&context, true);
    pb::StreamingInputCallResponse answer;
    const auto writer = client.test->StreamingInputCall(&context, &answer);
    pb::StreamingInputCallRequest request;
    *request.mutable_payload() = wire::payload(27182);
    request.mutable_expect_compressed()->set_value(true);
    expect(writer->Write(request), "the stream takes no more");
    // In the same stream, a message that is not compressed.
    *request.mutable_payload() = wire::payload(45904);
    request.mutable_expect_compressed()->set_value(false);
    expect(writer->Write(request, grpc::WriteOptions().set_no_compression()), "the stream takes no more");
    writer->WritesDone();
    expect(writer->Finish(), StatusCode::OK);
    expect(answer.aggregated_payload_size() == 73086, "the server counted another number of bytes");
}

void server_compressed_streaming(const Client &client) {
    for (const bool wanted : {true, false}) {
        ClientContext context;
        compress(&context, wanted);
        pb::StreamingOutputCallRequest request;
        for (const int size : {31415, 92653}) {
            auto *parameters = request.add_response_parameters();
            parameters->set_size(size);
            parameters->mutable_compressed()->set_value(wanted);
        }
        const auto reader = client.test->StreamingOutputCall(&context, request);
        pb::StreamingOutputCallResponse answer;
        for (const int size : {31415, 92653}) {
            expect(reader->Read(&answer), "the stream ended early");
            expect_payload(answer.payload(), size);
            expect_answer(client, &context, wanted);
        }
        expect(!reader->Read(&answer), "one message more than asked for");
        expect(reader->Finish(), StatusCode::OK);
    }
}

}  // namespace

std::vector<Case> compression_cases() {
    return {
        {"client_compressed_unary", client_compressed_unary},
        {"server_compressed_unary", server_compressed_unary},
        {"client_compressed_streaming", client_compressed_streaming},
        {"server_compressed_streaming", server_compressed_streaming},
    };
}

}  // namespace suite
