// The server of the gRPC interoperability tests on grpc-go.
//
//	suite-go-server --socket PATH | --port PORT [--tls CERT KEY PEER]
//
// Prints its address, `unix:PATH` or `HOST:PORT`, and serves until it is killed. Port 0 takes a free one of 127.0.0.1.
// Its answers are compressed when the request's stream is: this version of the library can do nothing else.
package main

import (
	"fmt"
	"net"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"suite/testingpb"
	"suite/wire"
)

func main() {
	if err := serve(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "suite-go-server:", err)
		os.Exit(1)
	}
}

func serve(words []string) error {
	options, err := wire.Parse(words, map[string]int{"--socket": 1, "--port": 1, "--tls": 3})
	if err != nil {
		return err
	}
	tls, err := options.TLS()
	if err != nil {
		return err
	}
	listener, address, err := listen(options)
	if err != nil {
		return err
	}
	settings := []grpc.ServerOption{grpc.StatsHandler(wire.Sight{}), grpc.MaxRecvMsgSize(wire.MessageLimit)}
	if tls != nil {
		settings = append(settings, grpc.Creds(credentials.NewTLS(tls)))
	}
	server := grpc.NewServer(settings...)
	testingpb.RegisterTestServiceServer(server, &service{})
	fmt.Println(address)
	return server.Serve(listener)
}

func listen(options wire.Options) (net.Listener, string, error) {
	switch {
	case options.Has("--socket"):
		listener, err := net.Listen("unix", options.One("--socket"))
		return listener, "unix:" + options.One("--socket"), err
	case options.Has("--port"):
		listener, err := net.Listen("tcp", "127.0.0.1:"+options.One("--port"))
		if err != nil {
			return nil, "", err
		}
		return listener, listener.Addr().String(), nil
	default:
		return nil, "", fmt.Errorf("--socket PATH or --port PORT says where to listen")
	}
}
