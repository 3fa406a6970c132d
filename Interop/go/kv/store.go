// Package kv is the service that the Go plugins share.
package kv

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"sort"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"peers/kvpb"
)

// Store is the service.
type Store struct {
	kvpb.UnimplementedKVServer
	kvpb.UnimplementedReverseServer
	kvpb.UnimplementedListenerServer
	// Dial opens a connection of the broker. Without it Notify answers UNIMPLEMENTED.
	Dial func(id uint32) (*grpc.ClientConn, error)
	// Serve serves on a new connection of the broker and returns its number. Without it Open answers UNIMPLEMENTED.
	Serve func(register func(*grpc.Server)) uint32

	stdout *os.File
	stderr *os.File

	mutex   sync.Mutex
	entries map[string][]byte
}

// New makes the store of an app protocol. Print and Log write to the two files.
func New(version int, stdout, stderr *os.File) *Store {
	s := &Store{stdout: stdout, stderr: stderr, entries: map[string][]byte{}}
	if version == 2 {
		s.entries["version"] = []byte("2")
	}
	return s
}

func (s *Store) Put(_ context.Context, entry *kvpb.Entry) (*kvpb.Nothing, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.entries[entry.Key] = entry.Value
	return &kvpb.Nothing{}, nil
}

func (s *Store) Get(_ context.Context, key *kvpb.Key) (*kvpb.Entry, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	value, found := s.entries[key.Key]
	if !found {
		return nil, status.Errorf(codes.NotFound, "no entry %q", key.Key)
	}
	return &kvpb.Entry{Key: key.Key, Value: value}, nil
}

func (s *Store) Echo(_ context.Context, payload *kvpb.Payload) (*kvpb.Payload, error) {
	return payload, nil
}

func (s *Store) Count(request *kvpb.CountRequest, stream kvpb.KV_CountServer) error {
	for number := int64(1); number <= int64(request.N); number++ {
		if err := stream.Send(&kvpb.Number{Value: number}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) Sum(stream kvpb.KV_SumServer) error {
	var sum int64
	for {
		number, err := stream.Recv()
		if err == io.EOF {
			return stream.SendAndClose(&kvpb.Number{Value: sum})
		}
		if err != nil {
			return err
		}
		sum += number.Value
	}
}

func (s *Store) Chat(stream kvpb.KV_ChatServer) error {
	for {
		payload, err := stream.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(payload); err != nil {
			return err
		}
	}
}

func (s *Store) Crash(context.Context, *kvpb.Nothing) (*kvpb.Nothing, error) {
	// grpc-go does not recover panics, so this ends the process with exit code 2.
	panic("the host asked for a crash")
}

func (s *Store) Print(_ context.Context, request *kvpb.PrintRequest) (*kvpb.Nothing, error) {
	if request.Captured {
		return nil, status.Error(codes.FailedPrecondition, "this plugin has no stdio stream")
	}
	target := s.stdout
	switch request.To {
	case "stdout":
	case "stderr":
		target = s.stderr
	default:
		return nil, status.Errorf(codes.InvalidArgument, "no stream %q", request.To)
	}
	if _, err := target.WriteString(request.Text); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &kvpb.Nothing{}, nil
}

func (s *Store) Log(_ context.Context, request *kvpb.LogRequest) (*kvpb.Nothing, error) {
	line, err := json.Marshal(map[string]string{
		"@level":     request.Level,
		"@message":   request.Message,
		"@module":    "kv",
		"@timestamp": time.Now().Format("2006-01-02T15:04:05.000000Z07:00"),
	})
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	if _, err := s.stderr.Write(append(line, '\n')); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &kvpb.Nothing{}, nil
}

func (s *Store) Fail(_ context.Context, request *kvpb.FailRequest) (*kvpb.Nothing, error) {
	return nil, status.Error(codes.Code(request.Code), request.Message)
}

func (s *Store) Notify(ctx context.Context, connection *kvpb.Connection) (*kvpb.Nothing, error) {
	if s.Dial == nil {
		return nil, status.Error(codes.Unimplemented, "this plugin dials no connections of the broker")
	}
	dialled, err := s.Dial(connection.Id)
	if err != nil {
		return nil, status.Errorf(codes.Unavailable, "broker connection %d: %v", connection.Id, err)
	}
	defer dialled.Close()
	s.mutex.Lock()
	keys := make([]string, 0, len(s.entries))
	for key := range s.entries {
		keys = append(keys, key)
	}
	entries := map[string][]byte{}
	for key, value := range s.entries {
		entries[key] = value
	}
	s.mutex.Unlock()
	sort.Strings(keys)
	listener := kvpb.NewListenerClient(dialled)
	for _, key := range keys {
		if _, err := listener.Changed(ctx, &kvpb.Entry{Key: key, Value: entries[key]}); err != nil {
			return nil, err
		}
	}
	return &kvpb.Nothing{}, nil
}

func (s *Store) Open(context.Context, *kvpb.Nothing) (*kvpb.Connection, error) {
	if s.Serve == nil {
		return nil, status.Error(codes.Unimplemented, "this plugin serves no connections of the broker")
	}
	id := s.Serve(func(server *grpc.Server) { kvpb.RegisterListenerServer(server, s) })
	return &kvpb.Connection{Id: id}, nil
}

// Changed stores an entry that came through a connection of Open.
func (s *Store) Changed(ctx context.Context, entry *kvpb.Entry) (*kvpb.Nothing, error) {
	return s.Put(ctx, entry)
}
