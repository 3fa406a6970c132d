package main

import (
	"context"
	"errors"

	plugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"peers/kv"
	"peers/kvpb"
)

// kvPlugin is what go-plugin wants: it registers the service on the server it is given.
type kvPlugin struct {
	plugin.NetRPCUnsupportedPlugin
	store *kv.Store
}

func (p *kvPlugin) GRPCServer(broker *plugin.GRPCBroker, server *grpc.Server) error {
	p.store.Dial = broker.Dial
	p.store.Serve = func(register func(*grpc.Server)) uint32 {
		id := broker.NextId()
		go broker.AcceptAndServe(id, func(options []grpc.ServerOption) *grpc.Server {
			server := grpc.NewServer(options...)
			register(server)
			return server
		})
		return id
	}
	kvpb.RegisterKVServer(server, p.store)
	kvpb.RegisterReverseServer(server, p.store)
	return nil
}

func (p *kvPlugin) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (interface{}, error) {
	return nil, errors.New("this program is a plugin only")
}
