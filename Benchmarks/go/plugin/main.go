// The benchmark's plugin on HashiCorp's go-plugin, as Debian packages it (1.0.1): the key-value contract of go-plugin's
// gRPC example, kept in memory, and bench.Bench. The host decides about AutoMTLS.
package main

import (
	"context"
	"errors"
	"math"

	hclog "github.com/hashicorp/go-hclog"
	plugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"bench/benchpb"
	"bench/kvpb"
)

func main() {
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  1,
			MagicCookieKey:   "BASIC_PLUGIN",
			MagicCookieValue: "hello",
		},
		Plugins: plugin.PluginSet{"kv_grpc": &benchPlugin{}},
		GRPCServer: func(options []grpc.ServerOption) *grpc.Server {
			// The default of 4 MiB would refuse the largest message of the benchmark.
			return grpc.NewServer(append(options, grpc.MaxRecvMsgSize(math.MaxInt32))...)
		},
		Logger: hclog.NewNullLogger(),
	})
}

// benchPlugin is what go-plugin wants: it registers the services on the server it is given.
type benchPlugin struct {
	plugin.NetRPCUnsupportedPlugin
}

func (*benchPlugin) GRPCServer(_ *plugin.GRPCBroker, server *grpc.Server) error {
	kvpb.RegisterKVServer(server, &store{entries: map[string][]byte{}})
	benchpb.RegisterBenchServer(server, &bench{})
	return nil
}

func (*benchPlugin) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (interface{}, error) {
	return nil, errors.New("this program is a plugin only")
}
