package main

import (
	"context"
	"io"
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"bench/benchpb"
	"bench/kvpb"
)

// store is the key-value service.
type store struct {
	kvpb.UnimplementedKVServer

	mutex   sync.RWMutex
	entries map[string][]byte
}

func (s *store) Get(_ context.Context, request *kvpb.GetRequest) (*kvpb.GetResponse, error) {
	s.mutex.RLock()
	value, found := s.entries[request.Key]
	s.mutex.RUnlock()
	if !found {
		return nil, status.Errorf(codes.NotFound, "no entry %q", request.Key)
	}
	return &kvpb.GetResponse{Value: value}, nil
}

func (s *store) Put(_ context.Context, request *kvpb.PutRequest) (*kvpb.Empty, error) {
	s.mutex.Lock()
	s.entries[request.Key] = request.Value
	s.mutex.Unlock()
	return &kvpb.Empty{}, nil
}

// largestChunk bounds what a Download request can make the plugin allocate.
const largestChunk = 16 << 20

// bench is the service for messages and streams.
type bench struct {
	benchpb.UnimplementedBenchServer
}

func (*bench) Echo(_ context.Context, payload *benchpb.Payload) (*benchpb.Payload, error) {
	return payload, nil
}

func (*bench) Download(request *benchpb.DownloadRequest, stream benchpb.Bench_DownloadServer) error {
	if request.Size > largestChunk {
		return status.Errorf(codes.InvalidArgument, "a chunk has at most %d bytes", largestChunk)
	}
	chunk := &benchpb.Payload{Data: make([]byte, request.Size)}
	for left := request.Chunks; left > 0; left-- {
		if err := stream.Send(chunk); err != nil {
			return err
		}
	}
	return nil
}

func (*bench) Upload(stream benchpb.Bench_UploadServer) error {
	received := &benchpb.Received{}
	for {
		chunk, err := stream.Recv()
		if err == io.EOF {
			return stream.SendAndClose(received)
		}
		if err != nil {
			return err
		}
		received.Bytes += uint64(len(chunk.Data))
	}
}
