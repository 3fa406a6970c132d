package main

import (
	"context"
	"sync"

	"github.com/golang/protobuf/ptypes/empty"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

// lifetime ends when the host calls Shutdown.
type lifetime struct {
	stopping chan struct{}
	once     sync.Once
}

func (l *lifetime) end() { l.once.Do(func() { close(l.stopping) }) }

// registerPluginServices adds what every host expects of a plugin. The descriptions are written by hand because the
// generated ones are internal to go-plugin. Empty stands for every message: the plugin reads no field of them, and
// protobuf keeps the fields it does not know.
func registerPluginServices(server *grpc.Server) *lifetime {
	life := &lifetime{stopping: make(chan struct{})}
	status := health.NewServer()
	status.SetServingStatus("plugin", healthpb.HealthCheckResponse_SERVING)
	healthpb.RegisterHealthServer(server, status)
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "plugin.GRPCController",
		HandlerType: (*interface{})(nil),
		Methods:     []grpc.MethodDesc{{MethodName: "Shutdown", Handler: shutdown}},
	}, life)
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "plugin.GRPCBroker",
		HandlerType: (*interface{})(nil),
		Streams: []grpc.StreamDesc{{
			StreamName: "StartStream", Handler: startStream, ServerStreams: true, ClientStreams: true,
		}},
	}, life)
	return life
}

func shutdown(
	life interface{}, _ context.Context, decode func(interface{}) error, _ grpc.UnaryServerInterceptor,
) (interface{}, error) {
	if err := decode(new(empty.Empty)); err != nil {
		return nil, err
	}
	// The graceful stop that follows waits for this answer.
	life.(*lifetime).end()
	return new(empty.Empty), nil
}

// startStream keeps the broker's stream open and says nothing on it.
func startStream(life interface{}, stream grpc.ServerStream) error {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for stream.RecvMsg(new(empty.Empty)) == nil {
		}
	}()
	select {
	case <-ended:
	case <-life.(*lifetime).stopping:
	}
	return nil
}
