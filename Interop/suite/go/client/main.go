// The client of the gRPC interoperability tests on grpc-go.
//
//	suite-go-client --address unix:PATH|HOST:PORT [--tls CERT KEY PEER] [--case NAME ...] [--blind] [--always]
//	suite-go-client --list
//
// Runs the named cases, or all, on one connection, prints one JSON object for each, and exits with 0 when all were
// right. `--blind`: the server cannot see whether a request is compressed. `--always`: it compresses every answer.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"suite/wire"
)

// How long one case may take.
const caseTimeout = 60 * time.Second

type report struct {
	Case  string `json:"case"`
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
	MS    int64  `json:"ms"`
}

func main() {
	ok, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "suite-go-client:", err)
	}
	if !ok || err != nil {
		os.Exit(1)
	}
}

func run(words []string) (bool, error) {
	options, err := wire.Parse(words, map[string]int{
		"--address": 1, "--tls": 3, "--case": 1, "--blind": 0, "--always": 0, "--list": 0,
	})
	if err != nil {
		return false, err
	}
	if options.Has("--list") {
		for _, one := range cases {
			fmt.Println(one.name)
		}
		return true, nil
	}
	chosen, err := choose(options.All("--case"))
	if err != nil {
		return false, err
	}
	connection, err := dial(options)
	if err != nil {
		return false, err
	}
	defer connection.Close()
	client := newClient(connection, options.Has("--blind"), options.Has("--always"))
	output := json.NewEncoder(os.Stdout)
	allRight := true
	for _, one := range chosen {
		ctx, cancel := context.WithTimeout(context.Background(), caseTimeout)
		start := time.Now()
		err := one.run(client, ctx)
		cancel()
		outcome := report{Case: one.name, OK: err == nil, MS: time.Since(start).Milliseconds()}
		if err != nil {
			outcome.Error = err.Error()
			allRight = false
		}
		if err := output.Encode(outcome); err != nil {
			return false, err
		}
	}
	return allRight, nil
}

func choose(names []string) ([]testCase, error) {
	if len(names) == 0 {
		return cases, nil
	}
	var chosen []testCase
	for _, name := range names {
		found := false
		for _, one := range cases {
			if one.name == name {
				chosen, found = append(chosen, one), true
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no case %q; --list names all", name)
		}
	}
	return chosen, nil
}

// dial connects with the authority `localhost`, whatever the address.
func dial(options wire.Options) (*grpc.ClientConn, error) {
	address := options.One("--address")
	if address == "" {
		return nil, fmt.Errorf("--address unix:PATH or HOST:PORT says where the server is")
	}
	network := "tcp"
	if path := strings.TrimPrefix(address, "unix:"); path != address {
		network, address = "unix", path
	}
	tls, err := options.TLS()
	if err != nil {
		return nil, err
	}
	security := grpc.WithInsecure()
	if tls != nil {
		security = grpc.WithTransportCredentials(credentials.NewTLS(tls))
	}
	ctx, cancel := context.WithTimeout(context.Background(), caseTimeout)
	defer cancel()
	return grpc.DialContext(ctx, "passthrough:///localhost", security, grpc.WithBlock(),
		grpc.FailOnNonTempDialError(true),
		grpc.WithStatsHandler(wire.Sight{}),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(wire.MessageLimit)),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			var dialer net.Dialer
			return dialer.DialContext(ctx, network, address)
		}))
}
