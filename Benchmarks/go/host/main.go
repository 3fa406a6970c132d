// The benchmark's host on HashiCorp's go-plugin, as Debian packages it (1.0.1). Benchmarks/README.md describes the
// command line, which every host of the benchmark shares:
//
//	bench-host measure KIND [FLAG ...] -- PROGRAM [ARG ...]
//	bench-host get KEY            with the plugin's command in KV_PLUGIN
//	bench-host put KEY VALUE      the same
//
// The first form prints one JSON object on stdout. Exit code 0 means measured, 1 that something failed (stderr says
// what), 64 that it was called wrongly.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	plugin "github.com/hashicorp/go-plugin"
)

// options are the flags of a measurement.
type options struct {
	tls     bool
	callers int
	size    int
	plugins int
	seconds float64
	warmUp  float64
	command []string
}

func (o options) duration() time.Duration { return seconds(o.seconds) }
func (o options) warm() time.Duration     { return seconds(o.warmUp) }
func seconds(value float64) time.Duration { return time.Duration(value * float64(time.Second)) }

// metrics are what a measurement found, by name; the names hold the units.
type metrics map[string]float64

// report is what a measurement prints.
type report struct {
	Kind    string  `json:"kind"`
	Metrics metrics `json:"metrics,omitempty"`
	// Missing says what the plugin lacks for this measurement.
	Missing string `json:"missing,omitempty"`
}

// errMissing means that the plugin does not serve bench.Bench, which is no failure.
var errMissing = errors.New("the plugin does not serve bench.Bench")

var kinds = map[string]func(options) (metrics, error){
	"calls":            measureCalls,
	"echo":             measureEcho,
	"stream-to-host":   measureDownload,
	"stream-to-plugin": measureUpload,
	"start":            measureStart,
	"restart":          measureRestart,
	"memory":           measureMemory,
	"fleet":            measureFleet,
}

func main() {
	if len(os.Args) < 2 {
		usage("no arguments")
	}
	stopPluginsOnSignal()
	var err error
	switch arguments := os.Args[2:]; os.Args[1] {
	case "measure":
		err = measure(arguments)
	case "get":
		err = example(arguments, 1, get)
	case "put":
		err = example(arguments, 2, put)
	default:
		usage("unknown word " + os.Args[1])
	}
	plugin.CleanupClients()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func usage(reason string) {
	fmt.Fprintf(os.Stderr, "%s\nusage: bench-host measure KIND [FLAG ...] -- PROGRAM [ARG ...] | get KEY | put KEY VALUE\n", reason)
	os.Exit(64)
}

func measure(arguments []string) error {
	if len(arguments) == 0 || kinds[arguments[0]] == nil {
		usage("measure: name one kind of calls, echo, stream-to-host, stream-to-plugin, start, restart, memory, fleet")
	}
	kind := arguments[0]
	var o options
	flags := flag.NewFlagSet("measure", flag.ContinueOnError)
	flags.BoolVar(&o.tls, "tls", false, "ask for AutoMTLS")
	flags.IntVar(&o.callers, "callers", 1, "callers at the same time")
	flags.IntVar(&o.size, "size", 32<<10, "bytes of a message or chunk")
	flags.IntVar(&o.plugins, "plugins", 1, "plugins at the same time")
	flags.Float64Var(&o.seconds, "seconds", 0.5, "how long to measure")
	flags.Float64Var(&o.warmUp, "warmup", 0.2, "how long to warm up before")
	// This host has one way to call, over a socket, and never spins.
	flags.String("api", "stubs", "typed or stubs; go-plugin has one kind of call, which is measured for both")
	flags.Int("spin", 0, "microseconds to wait actively; not in go-plugin, ignored")
	flags.Bool("shared-memory", false, "call through shared memory; not in go-plugin, ignored")
	if err := flags.Parse(arguments[1:]); err != nil {
		os.Exit(64)
	}
	o.command = flags.Args()
	if len(o.command) == 0 || o.callers < 1 || o.size < 0 || o.plugins < 1 || o.seconds < 0 || o.warmUp < 0 {
		usage("measure: a number is out of range, or the program is missing")
	}
	found, err := kinds[kind](o)
	result := report{Kind: kind, Metrics: found}
	if errors.Is(err, errMissing) {
		result = report{Kind: kind, Missing: err.Error()}
	} else if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// example does what the host of go-plugin's gRPC example does: start, one call, stop.
func example(arguments []string, count int, call func(*peer, []string) error) error {
	if len(arguments) != count {
		usage("get takes a key, put a key and a value")
	}
	peer, err := start(exec.Command("sh", "-c", os.Getenv("KV_PLUGIN")), false)
	if err != nil {
		return err
	}
	defer peer.stop()
	return call(peer, arguments)
}

// stopPluginsOnSignal lets whoever waits for this host too long end it without leaving plugins behind.
func stopPluginsOnSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		plugin.CleanupClients()
		os.Exit(143)
	}()
}
