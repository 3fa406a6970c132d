// A key-value plugin that serves in go-plugin's multiplexed mode: one connection of its socket carries a yamux session,
// and each stream of that is a connection to the gRPC server, with TLS of its own when the host asks for AutoMTLS.
//
// Debian's go-plugin 1.0.1 is older than this mode, so the plugin stands on HashiCorp's yamux and grpc-go alone. It
// runs only with PLUGIN_MULTIPLEX_GRPC=true. Switches in the environment:
//
//	MUX_EXTRA_STREAM=1  opens a stream towards the host as soon as it is connected, and says on stderr how it ended
//	MUX_PINGS=N         sends N yamux pings, one after the other, and says on stderr that they were answered
package main

import (
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/hashicorp/yamux"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"peers/kv"
	"peers/kvpb"
)

// A host that has not connected by then never will.
const connectTimeout = 60 * time.Second

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "[ERROR]", err)
		os.Exit(1)
	}
}

func run() error {
	if os.Getenv("INTEROP_PLUGIN") != "hello" {
		return fmt.Errorf("this program is a plugin: start it with INTEROP_PLUGIN=hello")
	}
	if enabled, err := strconv.ParseBool(os.Getenv("PLUGIN_MULTIPLEX_GRPC")); err != nil || !enabled {
		return fmt.Errorf("this plugin serves multiplexed only: start it with PLUGIN_MULTIPLEX_GRPC=true")
	}
	// Ctrl-C reaches the whole process group; it is the host that stops its plugins.
	signal.Ignore(syscall.SIGINT)

	var options []grpc.ServerOption
	certificate := ""
	if hostPEM := os.Getenv("PLUGIN_CLIENT_CERT"); hostPEM != "" {
		config, err := mutualTLS([]byte(hostPEM))
		if err != nil {
			return err
		}
		options = append(options, grpc.Creds(credentials.NewTLS(config)))
		certificate = base64.RawStdEncoding.EncodeToString(config.Certificates[0].Certificate[0])
	}

	socket, err := listen(os.Getenv("PLUGIN_UNIX_SOCKET_DIR"))
	if err != nil {
		return err
	}
	// Also removes the socket's file.
	defer socket.Close()
	fmt.Printf("1|1|unix|%s|grpc|%s|true\n", socket.Addr(), certificate)

	session, err := accept(socket)
	if err != nil {
		return err
	}
	defer session.Close()
	if os.Getenv("MUX_EXTRA_STREAM") != "" {
		if err := openExtraStream(session); err != nil {
			return err
		}
	}
	if count, err := strconv.Atoi(os.Getenv("MUX_PINGS")); err == nil {
		go ping(session, count)
	}
	return serve(session, options)
}

// serve answers calls until the host asks for the end or the session is over.
func serve(session *yamux.Session, options []grpc.ServerOption) error {
	server := grpc.NewServer(options...)
	kvpb.RegisterKVServer(server, kv.New(1, os.Stdout, os.Stderr))
	life := registerPluginServices(server)
	served := make(chan error, 1)
	go func() { served <- server.Serve(newStreamListener(session)) }()
	select {
	case <-life.stopping:
		stop(server)
	case err := <-served:
		fmt.Fprintln(os.Stderr, "[WARN] the host left without a Shutdown:", err)
	}
	return nil
}

// stop lets the answer to Shutdown go out, and does not wait for calls that never end.
func stop(server *grpc.Server) {
	stopped := make(chan struct{})
	go func() {
		server.GracefulStop()
		close(stopped)
	}()
	select {
	case <-stopped:
	case <-time.After(time.Second):
		server.Stop()
	}
}

// listen opens a Unix socket under a new name; an empty folder means the one for temporary files.
func listen(folder string) (*net.UnixListener, error) {
	file, err := os.CreateTemp(folder, "plugin")
	if err != nil {
		return nil, err
	}
	path := file.Name()
	file.Close()
	if err := os.Remove(path); err != nil {
		return nil, err
	}
	return net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
}

// accept takes the host's connection, the only one.
func accept(socket *net.UnixListener) (*yamux.Session, error) {
	if err := socket.SetDeadline(time.Now().Add(connectTimeout)); err != nil {
		return nil, err
	}
	connection, err := socket.Accept()
	if err != nil {
		return nil, fmt.Errorf("no host connected: %v", err)
	}
	return yamux.Server(connection, yamux.DefaultConfig())
}
