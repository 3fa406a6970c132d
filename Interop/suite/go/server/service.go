package main

import (
	"context"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	// Registers the compression that clients may use.
	_ "google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"suite/testingpb"
	"suite/wire"
)

type service struct {
	testingpb.UnimplementedTestServiceServer
}

func (service) EmptyCall(context.Context, *testingpb.Empty) (*testingpb.Empty, error) {
	return &testingpb.Empty{}, nil
}

func (service) UnaryCall(ctx context.Context, in *testingpb.SimpleRequest) (*testingpb.SimpleResponse, error) {
	initial, trailing := echoed(ctx)
	if err := grpc.SetHeader(ctx, initial); err != nil {
		return nil, err
	}
	if err := grpc.SetTrailer(ctx, trailing); err != nil {
		return nil, err
	}
	if err := checkCompression(ctx, in.ExpectCompressed); err != nil {
		return nil, err
	}
	if err := asked(in.ResponseStatus); err != nil {
		return nil, err
	}
	if in.ResponseSize < 0 {
		return nil, status.Errorf(codes.InvalidArgument, "a payload cannot have %d bytes", in.ResponseSize)
	}
	return &testingpb.SimpleResponse{Payload: wire.Payload(int(in.ResponseSize))}, nil
}

func (service) StreamingOutputCall(
	in *testingpb.StreamingOutputCallRequest,
	stream testingpb.TestService_StreamingOutputCallServer,
) error {
	if err := answer(stream.Context(), in, stream.Send); err != nil {
		return err
	}
	return asked(in.ResponseStatus)
}

func (service) StreamingInputCall(stream testingpb.TestService_StreamingInputCallServer) error {
	sum := 0
	for {
		in, err := stream.Recv()
		if err == io.EOF {
			return stream.SendAndClose(&testingpb.StreamingInputCallResponse{AggregatedPayloadSize: int32(sum)})
		}
		if err != nil {
			return err
		}
		if err := checkCompression(stream.Context(), in.ExpectCompressed); err != nil {
			return err
		}
		sum += len(in.GetPayload().GetBody())
	}
}

func (service) FullDuplexCall(stream testingpb.TestService_FullDuplexCallServer) error {
	initial, trailing := echoed(stream.Context())
	if err := stream.SetHeader(initial); err != nil {
		return err
	}
	stream.SetTrailer(trailing)
	for {
		in, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := answer(stream.Context(), in, stream.Send); err != nil {
			return err
		}
		if err := asked(in.ResponseStatus); err != nil {
			return err
		}
	}
}

func (service) HalfDuplexCall(stream testingpb.TestService_HalfDuplexCallServer) error {
	var all []*testingpb.StreamingOutputCallRequest
	for {
		in, err := stream.Recv()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		all = append(all, in)
	}
	for _, in := range all {
		if err := answer(stream.Context(), in, stream.Send); err != nil {
			return err
		}
	}
	return nil
}

// answer sends what the request asks for.
func answer(
	ctx context.Context,
	in *testingpb.StreamingOutputCallRequest,
	send func(*testingpb.StreamingOutputCallResponse) error,
) error {
	for _, parameters := range in.ResponseParameters {
		if parameters.Size < 0 {
			return status.Errorf(codes.InvalidArgument, "a payload cannot have %d bytes", parameters.Size)
		}
		if parameters.IntervalUs > 0 {
			select {
			case <-time.After(time.Duration(parameters.IntervalUs) * time.Microsecond):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		message := &testingpb.StreamingOutputCallResponse{Payload: wire.Payload(int(parameters.Size))}
		if err := send(message); err != nil {
			return err
		}
	}
	return nil
}

// asked makes the error that the caller asked for, if any.
func asked(wanted *testingpb.EchoStatus) error {
	if wanted.GetCode() == 0 {
		return nil
	}
	return status.Error(codes.Code(wanted.Code), wanted.Message)
}

// checkCompression compares the message that came with what it says of itself.
func checkCompression(ctx context.Context, expected *testingpb.BoolValue) error {
	if expected == nil || expected.Value == wire.CameCompressed(ctx) {
		return nil
	}
	return status.Errorf(codes.InvalidArgument, "the message says compressed: %v, and is not so", expected.Value)
}

// echoed picks the metadata that goes back.
func echoed(ctx context.Context) (initial, trailing metadata.MD) {
	initial, trailing = metadata.MD{}, metadata.MD{}
	came, _ := metadata.FromIncomingContext(ctx)
	for _, key := range []string{wire.EchoInitial, wire.EchoInitialBinary} {
		initial.Append(key, came.Get(key)...)
	}
	for _, key := range []string{wire.EchoTrailing, wire.EchoTrailingBinary} {
		trailing.Append(key, came.Get(key)...)
	}
	return initial, trailing
}
