// A key-value plugin on HashiCorp's own go-plugin, as Debian packages it (1.0.1).
//
// The host decides about AutoMTLS by sending PLUGIN_CLIENT_CERT. Switches in the environment:
//
//	KV_VERSIONS=1,2      app protocols to offer (default 1); under 2 the key "version" answers "2" without a Put
//	KV_COOKIE=KEY=VALUE  another cookie than INTEROP_PLUGIN=hello
//	KV_NETRPC=1          offers no gRPC server, so that the line says netrpc
//	KV_BANNER=TEXT       prints TEXT and a newline on stdout before the handshake line
//	KV_START_DELAY=2s    waits before it serves
//	KV_GRANDCHILD=30s    starts a `sleep` that inherits stdout and stderr and outlives the plugin
//	KV_IGNORE_TERM=1     ignores SIGTERM
//	KV_TLS_CERT=FILE     with KV_TLS_KEY=FILE: TLS with this certificate and key (PEM) in place of AutoMTLS (TLSProvider)
//	KV_TLS_CA=FILE       with those: the authority that hosts must have a certificate of
package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	plugin "github.com/hashicorp/go-plugin"

	"peers/kv"
)

func main() {
	misbehave()
	key, value := "INTEROP_PLUGIN", "hello"
	if cookie := strings.SplitN(os.Getenv("KV_COOKIE"), "=", 2); len(cookie) == 2 {
		key, value = cookie[0], cookie[1]
	}
	config := &plugin.ServeConfig{
		HandshakeConfig: plugin.HandshakeConfig{
			MagicCookieKey:   key,
			MagicCookieValue: value,
		},
		VersionedPlugins: map[int]plugin.PluginSet{},
		GRPCServer:       plugin.DefaultGRPCServer,
	}
	// go-plugin points os.Stdout and os.Stderr elsewhere in Serve; Print must reach the real descriptors.
	stdout, stderr := os.Stdout, os.Stderr
	for _, version := range versions() {
		store := kv.New(version, stdout, stderr)
		config.VersionedPlugins[version] = plugin.PluginSet{"kv": &kvPlugin{store: store}}
	}
	if os.Getenv("KV_NETRPC") != "" {
		config.GRPCServer = nil
	}
	if os.Getenv("KV_TLS_CERT") != "" {
		config.TLSProvider = ownTLS
	}
	plugin.Serve(config)
}

// versions reads KV_VERSIONS; a word that is no number is left out.
func versions() []int {
	var found []int
	for _, word := range strings.Split(os.Getenv("KV_VERSIONS"), ",") {
		if number, err := strconv.Atoi(strings.TrimSpace(word)); err == nil {
			found = append(found, number)
		}
	}
	if len(found) == 0 {
		return []int{1}
	}
	return found
}

// misbehave does what the environment asks for before the plugin serves.
func misbehave() {
	if delay, err := time.ParseDuration(os.Getenv("KV_START_DELAY")); err == nil {
		time.Sleep(delay)
	}
	if banner := os.Getenv("KV_BANNER"); banner != "" {
		fmt.Println(banner)
	}
	if os.Getenv("KV_IGNORE_TERM") != "" {
		signal.Ignore(syscall.SIGTERM)
	}
	if life, err := time.ParseDuration(os.Getenv("KV_GRANDCHILD")); err == nil {
		child := exec.Command("sleep", strconv.FormatFloat(life.Seconds(), 'f', 3, 64))
		child.Stdout, child.Stderr = os.Stdout, os.Stderr
		if err := child.Start(); err != nil {
			fmt.Fprintln(os.Stderr, "[ERROR] no grandchild:", err)
		}
	}
}
