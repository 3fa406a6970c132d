package main

import (
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/golang/protobuf/proto"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/metadata"

	"suite/testingpb"
	"suite/wire"
)

func (c client) customMetadata(ctx context.Context) error {
	initial := metadata.MD{
		wire.EchoInitial:       {"test_initial_metadata_value"},
		wire.EchoInitialBinary: {"\xab\xab\xab", "\x00\xff"},
	}
	trailing := metadata.MD{
		wire.EchoTrailing:       {"test_trailing_metadata_value"},
		wire.EchoTrailingBinary: {"\xab\xab\xab", "\x00"},
	}
	ctx = metadata.NewOutgoingContext(ctx, metadata.Join(initial, trailing))
	var header, trailer metadata.MD
	answer, err := c.test.UnaryCall(ctx,
		&testingpb.SimpleRequest{ResponseSize: largeResponse, Payload: wire.Payload(largeRequest)},
		grpc.Header(&header), grpc.Trailer(&trailer))
	if err := checkPayload(answer.GetPayload(), largeResponse, err); err != nil {
		return err
	}
	if err := checkEcho(initial, header, trailing, trailer); err != nil {
		return fmt.Errorf("unary: %v", err)
	}
	stream, err := c.test.FullDuplexCall(ctx)
	if err != nil {
		return err
	}
	if err := stream.Send(ask(largeResponse, largeRequest)); err != nil {
		return err
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	message, err := stream.Recv()
	if err := checkPayload(message.GetPayload(), largeResponse, err); err != nil {
		return err
	}
	if err := checkEnd(stream.Recv()); err != nil {
		return err
	}
	if header, err = stream.Header(); err != nil {
		return err
	}
	if err := checkEcho(initial, header, trailing, stream.Trailer()); err != nil {
		return fmt.Errorf("full duplex: %v", err)
	}
	return nil
}

func checkEcho(initial, header, trailing, trailer metadata.MD) error {
	for key, values := range initial {
		if !reflect.DeepEqual(header.Get(key), values) {
			return fmt.Errorf("initial metadata %s is %q, expected %q", key, header.Get(key), values)
		}
	}
	for key, values := range trailing {
		if !reflect.DeepEqual(trailer.Get(key), values) {
			return fmt.Errorf("trailing metadata %s is %q, expected %q", key, trailer.Get(key), values)
		}
	}
	return nil
}

func (c client) clientCompressedUnary(ctx context.Context) error {
	request := &testingpb.SimpleRequest{
		ExpectCompressed: &testingpb.BoolValue{Value: true},
		ResponseSize:     largeResponse,
		Payload:          wire.Payload(largeRequest),
	}
	if !c.blind {
		_, err := c.test.UnaryCall(ctx, request)
		if err := checkStatus(err, codes.InvalidArgument); err != nil {
			return fmt.Errorf("a request that lies about its compression: %v", err)
		}
	}
	answer, err := c.test.UnaryCall(ctx, request, grpc.UseCompressor(gzip.Name))
	if err := checkPayload(answer.GetPayload(), largeResponse, err); err != nil {
		return err
	}
	request.ExpectCompressed.Value = false
	answer, err = c.test.UnaryCall(ctx, request)
	return checkPayload(answer.GetPayload(), largeResponse, err)
}

func (c client) serverCompressedUnary(ctx context.Context) error {
	request := &testingpb.SimpleRequest{
		ResponseCompressed: &testingpb.BoolValue{Value: true},
		ResponseSize:       largeResponse,
		Payload:            wire.Payload(largeRequest),
	}
	watched := wire.Watch(ctx)
	// This library asks for compressed answers by compressing its request, and some servers answer in kind only.
	answer, err := c.test.UnaryCall(watched, request, grpc.UseCompressor(gzip.Name))
	if err := checkPayload(answer.GetPayload(), largeResponse, err); err != nil {
		return err
	}
	if err := c.checkAnswer(watched, true); err != nil {
		return err
	}
	request.ResponseCompressed.Value = false
	watched = wire.Watch(ctx)
	answer, err = c.test.UnaryCall(watched, request)
	if err := checkPayload(answer.GetPayload(), largeResponse, err); err != nil {
		return err
	}
	return c.checkAnswer(watched, false)
}

func (c client) clientCompressedStreaming(ctx context.Context) error {
	send := func(claimed bool, options ...grpc.CallOption) error {
		stream, err := c.test.StreamingInputCall(ctx, options...)
		if err != nil {
			return err
		}
		for _, size := range []int{27182, 45904} {
			message := &testingpb.StreamingInputCallRequest{
				ExpectCompressed: &testingpb.BoolValue{Value: claimed},
				Payload:          wire.Payload(size),
			}
			if err := stream.Send(message); err != nil {
				// The status is what the server has to say.
				break
			}
		}
		answer, err := stream.CloseAndRecv()
		return checkSum(answer, 73086, err)
	}
	if !c.blind {
		if err := checkStatus(send(true), codes.InvalidArgument); err != nil {
			return fmt.Errorf("a stream that lies about its compression: %v", err)
		}
	}
	// This library compresses whole streams, not single messages.
	if err := send(true, grpc.UseCompressor(gzip.Name)); err != nil {
		return err
	}
	return send(false)
}

func (c client) serverCompressedStreaming(ctx context.Context) error {
	receive := func(compressed bool, options ...grpc.CallOption) error {
		request := &testingpb.StreamingOutputCallRequest{}
		sizes := []int{31415, 92653}
		for _, size := range sizes {
			request.ResponseParameters = append(request.ResponseParameters, &testingpb.ResponseParameters{
				Size: int32(size), Compressed: &testingpb.BoolValue{Value: compressed},
			})
		}
		watched := wire.Watch(ctx)
		stream, err := c.test.StreamingOutputCall(watched, request, options...)
		if err != nil {
			return err
		}
		for _, size := range sizes {
			answer, err := stream.Recv()
			if err := checkPayload(answer.GetPayload(), size, err); err != nil {
				return err
			}
			if err := c.checkAnswer(watched, compressed); err != nil {
				return err
			}
		}
		return checkEnd(stream.Recv())
	}
	if err := receive(true, grpc.UseCompressor(gzip.Name)); err != nil {
		return err
	}
	return receive(false)
}

// checkAnswer compares the last answer's compression with what was asked for.
func (c client) checkAnswer(watched context.Context, expected bool) error {
	if got := wire.CameCompressed(watched); got != expected && !(got && c.always) {
		return fmt.Errorf("the answer is compressed: %v, expected %v", got, expected)
	}
	return nil
}

func (c client) messageLimits(ctx context.Context) error {
	request := func(size int) proto.Message { return &testingpb.SimpleRequest{Payload: wire.Payload(size)} }
	response := func(size int) proto.Message { return &testingpb.SimpleResponse{Payload: wire.Payload(size)} }
	for excess := 0; excess <= 1; excess++ {
		size, err := wire.FillTo(wire.MessageLimit+excess, request)
		if err != nil {
			return err
		}
		_, err = c.test.UnaryCall(ctx, &testingpb.SimpleRequest{Payload: wire.Payload(size)})
		if err := checkLimit(err, excess); err != nil {
			return fmt.Errorf("request: %v", err)
		}
		if size, err = wire.FillTo(wire.MessageLimit+excess, response); err != nil {
			return err
		}
		_, err = c.test.UnaryCall(ctx, &testingpb.SimpleRequest{ResponseSize: int32(size)})
		if err := checkLimit(err, excess); err != nil {
			return fmt.Errorf("response: %v", err)
		}
	}
	return c.emptyUnary(ctx)
}

func checkLimit(err error, excess int) error {
	if excess == 0 {
		return err
	}
	return checkStatus(err, codes.ResourceExhausted)
}

func (c client) concurrentCalls(ctx context.Context) error {
	const calls = 500
	failures := make(chan error, calls)
	var group sync.WaitGroup
	for index := 0; index < calls; index++ {
		group.Add(1)
		go func(isLarge bool) {
			defer group.Done()
			if isLarge {
				failures <- c.largeUnary(ctx)
			} else {
				failures <- c.pingPong(ctx)
			}
		}(index%25 == 0)
	}
	group.Wait()
	close(failures)
	for err := range failures {
		if err != nil {
			return err
		}
	}
	return nil
}
