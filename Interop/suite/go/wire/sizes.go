package wire

import (
	"fmt"

	"github.com/golang/protobuf/proto"

	"suite/testingpb"
)

// MessageLimit is what both sides take at most, in bytes: the default of every gRPC library.
const MessageLimit = 4 << 20

// Metadata that the server sends back, at the beginning and at the end of a call.
const (
	EchoInitial        = "x-grpc-test-echo-initial"
	EchoInitialBinary  = "x-grpc-test-echo-initial-bin"
	EchoTrailing       = "x-grpc-test-echo-trailing"
	EchoTrailingBinary = "x-grpc-test-echo-trailing-bin"
)

// Payload makes one of zero bytes.
func Payload(size int) *testingpb.Payload {
	return &testingpb.Payload{Body: make([]byte, size)}
}

// FillTo gives the payload size at which the message has exactly `total` bytes.
func FillTo(total int, message func(size int) proto.Message) (int, error) {
	size := total - (proto.Size(message(total)) - total)
	if got := proto.Size(message(size)); got != total {
		return 0, fmt.Errorf("no payload makes a message of %d bytes; %d gives %d", total, size, got)
	}
	return size, nil
}
