package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	hclog "github.com/hashicorp/go-hclog"
	plugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"bench/benchpb"
	"bench/kvpb"
)

// The entry that is put at the start and asked for in every measured call.
const key = "key"

var value = []byte("eighteen bytes, ok")

// peer is a running plugin.
type peer struct {
	client *plugin.Client
	kv     kvpb.KVClient
	bench  benchpb.BenchClient
	pid    int
}

// launch starts the plugin of a measurement and puts the entry.
func launch(o options) (*peer, error) {
	peer, err := start(exec.Command(o.command[0], o.command[1:]...), o.tls)
	if err != nil {
		return nil, err
	}
	if err := peer.putEntry(); err != nil {
		peer.stop()
		return nil, err
	}
	return peer, nil
}

// start starts a plugin and connects to it.
func start(command *exec.Cmd, tls bool) (*peer, error) {
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  1,
			MagicCookieKey:   "BASIC_PLUGIN",
			MagicCookieValue: "hello",
		},
		Plugins:          plugin.PluginSet{"kv_grpc": &connector{}},
		Cmd:              command,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         tls,
		Managed:          true,
		Stderr:           io.Discard,
		Logger:           hclog.NewNullLogger(),
	})
	protocol, err := client.Client()
	if err != nil {
		client.Kill()
		return nil, fmt.Errorf("cannot start %v: %w", command.Args, err)
	}
	raw, err := protocol.Dispense("kv_grpc")
	if err != nil {
		client.Kill()
		return nil, fmt.Errorf("cannot use %v: %w", command.Args, err)
	}
	connection, ok := raw.(*grpc.ClientConn)
	if !ok {
		client.Kill()
		return nil, fmt.Errorf("cannot use %v: dispensed a %T", command.Args, raw)
	}
	return &peer{
		client: client,
		kv:     kvpb.NewKVClient(connection),
		bench:  benchpb.NewBenchClient(connection),
		pid:    client.ReattachConfig().Pid,
	}, nil
}

func (p *peer) stop() { p.client.Kill() }

func (p *peer) putEntry() error {
	_, err := p.kv.Put(context.Background(), &kvpb.PutRequest{Key: key, Value: value})
	return err
}

// connector hands out the connection itself, on which the measurements make the stubs they need.
type connector struct {
	plugin.NetRPCUnsupportedPlugin
}

func (*connector) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	return errors.New("this program is a host only")
}

func (*connector) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn) (interface{}, error) {
	return conn, nil
}

func get(p *peer, arguments []string) error {
	answer, err := p.kv.Get(context.Background(), &kvpb.GetRequest{Key: arguments[0]})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(os.Stdout, "%s\n", answer.Value)
	return err
}

func put(p *peer, arguments []string) error {
	_, err := p.kv.Put(context.Background(), &kvpb.PutRequest{Key: arguments[0], Value: []byte(arguments[1])})
	return err
}

// orMissing turns the answer of a plugin without bench.Bench into errMissing.
func orMissing(err error) error {
	if status.Code(err) == codes.Unimplemented {
		return errMissing
	}
	return err
}
