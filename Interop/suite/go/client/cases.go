package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"suite/testingpb"
	"suite/wire"
)

type testCase struct {
	name string
	run  func(client, context.Context) error
}

// Every case, in the order of the description.
var cases = []testCase{
	{"empty_unary", client.emptyUnary},
	{"large_unary", client.largeUnary},
	{"client_streaming", client.clientStreaming},
	{"server_streaming", client.serverStreaming},
	{"ping_pong", client.pingPong},
	{"empty_stream", client.emptyStream},
	{"half_duplex", client.halfDuplex},
	{"cancel_after_begin", client.cancelAfterBegin},
	{"cancel_after_first_response", client.cancelAfterFirstResponse},
	{"timeout_on_sleeping_server", client.timeoutOnSleepingServer},
	{"status_code_and_message", client.statusCodeAndMessage},
	{"special_status_message", client.specialStatusMessage},
	{"unimplemented_method", client.unimplementedMethod},
	{"unimplemented_service", client.unimplementedService},
	{"custom_metadata", client.customMetadata},
	{"client_compressed_unary", client.clientCompressedUnary},
	{"server_compressed_unary", client.serverCompressedUnary},
	{"client_compressed_streaming", client.clientCompressedStreaming},
	{"server_compressed_streaming", client.serverCompressedStreaming},
	{"message_limits", client.messageLimits},
	{"concurrent_calls", client.concurrentCalls},
}

// Sizes that the description of the cases fixes.
var (
	requestSizes  = []int{27182, 8, 1828, 45904}
	responseSizes = []int{31415, 9, 2653, 58979}
)

const (
	largeRequest  = 271828
	largeResponse = 314159
)

type client struct {
	test          testingpb.TestServiceClient
	unimplemented testingpb.UnimplementedServiceClient
	// The server cannot see whether a request is compressed.
	blind bool
	// The server compresses every answer.
	always bool
}

func newClient(connection *grpc.ClientConn, blind, always bool) client {
	return client{
		test:          testingpb.NewTestServiceClient(connection),
		unimplemented: testingpb.NewUnimplementedServiceClient(connection),
		blind:         blind,
		always:        always,
	}
}

func (c client) emptyUnary(ctx context.Context) error {
	_, err := c.test.EmptyCall(ctx, &testingpb.Empty{})
	return err
}

func (c client) largeUnary(ctx context.Context) error {
	answer, err := c.test.UnaryCall(ctx, &testingpb.SimpleRequest{
		ResponseSize: largeResponse,
		Payload:      wire.Payload(largeRequest),
	})
	return checkPayload(answer.GetPayload(), largeResponse, err)
}

func (c client) clientStreaming(ctx context.Context) error {
	stream, err := c.test.StreamingInputCall(ctx)
	if err != nil {
		return err
	}
	for _, size := range requestSizes {
		if err := stream.Send(&testingpb.StreamingInputCallRequest{Payload: wire.Payload(size)}); err != nil {
			return err
		}
	}
	answer, err := stream.CloseAndRecv()
	return checkSum(answer, 74922, err)
}

func (c client) serverStreaming(ctx context.Context) error {
	request := &testingpb.StreamingOutputCallRequest{}
	for _, size := range responseSizes {
		request.ResponseParameters = append(request.ResponseParameters, &testingpb.ResponseParameters{Size: int32(size)})
	}
	stream, err := c.test.StreamingOutputCall(ctx, request)
	if err != nil {
		return err
	}
	for _, size := range responseSizes {
		answer, err := stream.Recv()
		if err := checkPayload(answer.GetPayload(), size, err); err != nil {
			return err
		}
	}
	return checkEnd(stream.Recv())
}

func (c client) pingPong(ctx context.Context) error {
	stream, err := c.test.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	for index, size := range requestSizes {
		if err := stream.Send(ask(responseSizes[index], size)); err != nil {
			return err
		}
		answer, err := stream.Recv()
		if err := checkPayload(answer.GetPayload(), responseSizes[index], err); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	return checkEnd(stream.Recv())
}

func (c client) emptyStream(ctx context.Context) error {
	stream, err := c.test.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	return checkEnd(stream.Recv())
}

func (c client) halfDuplex(ctx context.Context) error {
	stream, err := c.test.HalfDuplexCall(ctx)
	if err != nil {
		return err
	}
	for index, size := range requestSizes {
		if err := stream.Send(ask(responseSizes[index], size)); err != nil {
			return err
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	for _, size := range responseSizes {
		answer, err := stream.Recv()
		if err := checkPayload(answer.GetPayload(), size, err); err != nil {
			return err
		}
	}
	return checkEnd(stream.Recv())
}

func (c client) cancelAfterBegin(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	stream, err := c.test.StreamingInputCall(ctx)
	cancel()
	if err != nil {
		return err
	}
	_, err = stream.CloseAndRecv()
	return checkStatus(err, codes.Canceled)
}

func (c client) cancelAfterFirstResponse(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := c.test.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(ask(responseSizes[0], requestSizes[0])); err != nil {
		return err
	}
	answer, err := stream.Recv()
	if err := checkPayload(answer.GetPayload(), responseSizes[0], err); err != nil {
		return err
	}
	cancel()
	_, err = stream.Recv()
	return checkStatus(err, codes.Canceled)
}

func (c client) timeoutOnSleepingServer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	stream, err := c.test.FullDuplexCall(ctx)
	if err != nil {
		// The time may be over before the stream is open.
		return checkStatus(err, codes.DeadlineExceeded)
	}
	err = stream.Send(&testingpb.StreamingOutputCallRequest{Payload: wire.Payload(requestSizes[0])})
	if err != nil && err != io.EOF {
		return err
	}
	_, err = stream.Recv()
	return checkStatus(err, codes.DeadlineExceeded)
}

func (c client) unimplementedMethod(ctx context.Context) error {
	_, err := c.test.UnimplementedCall(ctx, &testingpb.Empty{})
	return checkStatus(err, codes.Unimplemented)
}

func (c client) unimplementedService(ctx context.Context) error {
	_, err := c.unimplemented.UnimplementedCall(ctx, &testingpb.Empty{})
	return checkStatus(err, codes.Unimplemented)
}

func (c client) statusCodeAndMessage(ctx context.Context) error {
	return c.expectStatus(ctx, "test status message")
}

func (c client) specialStatusMessage(ctx context.Context) error {
	return c.expectStatus(ctx, "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n")
}

// expectStatus has the server answer a status, on a unary call and on a stream.
func (c client) expectStatus(ctx context.Context, message string) error {
	wanted := &testingpb.EchoStatus{Code: int32(codes.Unknown), Message: message}
	_, err := c.test.UnaryCall(ctx, &testingpb.SimpleRequest{ResponseStatus: wanted})
	if err := checkMessage(err, message); err != nil {
		return err
	}
	stream, err := c.test.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(&testingpb.StreamingOutputCallRequest{ResponseStatus: wanted}); err != nil {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	_, err = stream.Recv()
	return checkMessage(err, message)
}

// ask makes a request of one size for an answer of another.
func ask(response, request int) *testingpb.StreamingOutputCallRequest {
	return &testingpb.StreamingOutputCallRequest{
		ResponseParameters: []*testingpb.ResponseParameters{{Size: int32(response)}},
		Payload:            wire.Payload(request),
	}
}

func checkMessage(err error, message string) error {
	if err := checkStatus(err, codes.Unknown); err != nil {
		return err
	}
	if got := status.Convert(err).Message(); got != message {
		return fmt.Errorf("status message %q, expected %q", got, message)
	}
	return nil
}

func checkStatus(err error, expected codes.Code) error {
	if got := status.Code(err); got != expected {
		return fmt.Errorf("status %v, expected %v: %v", got, expected, err)
	}
	return nil
}

func checkPayload(payload *testingpb.Payload, size int, err error) error {
	if err != nil {
		return err
	}
	if len(payload.GetBody()) != size {
		return fmt.Errorf("a payload of %d bytes, expected %d", len(payload.GetBody()), size)
	}
	for _, one := range payload.GetBody() {
		if one != 0 {
			return fmt.Errorf("a payload with other bytes than zeros")
		}
	}
	return nil
}

func checkSum(answer *testingpb.StreamingInputCallResponse, expected int32, err error) error {
	if err != nil {
		return err
	}
	if answer.AggregatedPayloadSize != expected {
		return fmt.Errorf("the server counted %d bytes, expected %d", answer.AggregatedPayloadSize, expected)
	}
	return nil
}

func checkEnd(_ *testingpb.StreamingOutputCallResponse, err error) error {
	if err == io.EOF {
		return nil
	}
	if err == nil {
		return fmt.Errorf("one message more than asked for")
	}
	return err
}
