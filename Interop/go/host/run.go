package main

import (
	"context"
	"errors"
	"sort"
	"sync"
	"time"

	plugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"peers/kvpb"
)

type options struct {
	skip   []string
	broker bool
	crash  bool
}

func (o options) skips(name string) bool {
	for _, word := range o.skip {
		if word == name {
			return true
		}
	}
	return false
}

// kvPlugin turns the connection into the typed client.
type kvPlugin struct {
	plugin.NetRPCUnsupportedPlugin
}

type connection struct {
	kv      kvpb.KVClient
	broker  *plugin.GRPCBroker
	reverse kvpb.ReverseClient
}

func (*kvPlugin) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	return errors.New("this program is a host only")
}

func (*kvPlugin) GRPCClient(_ context.Context, broker *plugin.GRPCBroker, conn *grpc.ClientConn) (interface{}, error) {
	return &connection{kv: kvpb.NewKVClient(conn), broker: broker, reverse: kvpb.NewReverseClient(conn)}, nil
}

// run does everything between the start and the stop, and notes in the report what went wrong.
func run(client *plugin.Client, result *report, log *logSink, options options) {
	started := time.Now()
	protocol, err := client.Client()
	if err != nil {
		result.fail("start: %v", err)
		return
	}
	result.AppProtocol = client.NegotiatedVersion()
	if err := protocol.Ping(); err != nil {
		result.Health = err.Error()
		if !options.skips("health") {
			result.fail("health: %v", err)
		}
		if status.Code(err) == codes.Unavailable {
			// There is no connection; every further check would say the same.
			return
		}
	} else {
		result.Health = "SERVING"
	}
	result.StartMS = milliseconds(time.Since(started))
	raw, err := protocol.Dispense("kv")
	if err != nil {
		result.fail("dispense: %v", err)
		return
	}
	dispensed, ok := raw.(*connection)
	if !ok {
		result.fail("dispense: unexpected %T", raw)
		return
	}
	for _, check := range checks(options, log) {
		if options.skips(check.name) {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		err := check.body(ctx, dispensed)
		cancel()
		result.Checks[check.name] = err == nil
		if err != nil {
			result.fail("%s: %v", check.name, err)
		}
	}
	measure(dispensed.kv, result)
	if options.crash {
		crash(client, dispensed.kv, result, log)
	}
}

// measure makes the Echo calls and fills in the times.
func measure(kv kvpb.KVClient, result *report) {
	if result.Calls == 0 {
		return
	}
	type outcome struct {
		took time.Duration
		err  error
	}
	outcomes := make([]outcome, result.Calls)
	payload := &kvpb.Payload{Data: []byte("0123456789abcdef")}
	next := make(chan int)
	var callers sync.WaitGroup
	began := time.Now()
	for caller := 0; caller < result.Concurrency; caller++ {
		callers.Add(1)
		go func() {
			defer callers.Done()
			for index := range next {
				start := time.Now()
				ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
				_, err := kv.Echo(ctx, payload)
				cancel()
				outcomes[index] = outcome{took: time.Since(start), err: err}
			}
		}()
	}
	for index := range outcomes {
		next <- index
	}
	close(next)
	callers.Wait()
	took := time.Since(began)
	times := make([]time.Duration, 0, len(outcomes))
	failures := 0
	for _, outcome := range outcomes {
		if outcome.err != nil {
			if failures == 0 {
				result.fail("measured call: %v", outcome.err)
			}
			failures++
			continue
		}
		times = append(times, outcome.took)
	}
	if failures > 1 {
		result.fail("%d of %d measured calls failed", failures, result.Calls)
	}
	if len(times) == 0 {
		return
	}
	sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
	result.P50 = float64(times[len(times)/2].Nanoseconds()) / 1000
	result.P99 = float64(times[len(times)*99/100].Nanoseconds()) / 1000
	result.CallsPerSecond = float64(len(times)) / took.Seconds()
}

// crash makes the plugin end itself and waits until go-plugin has seen it.
func crash(client *plugin.Client, kv kvpb.KVClient, result *report, log *logSink) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := kv.Crash(ctx, &kvpb.Nothing{}); err == nil {
		result.fail("crash: the call was answered")
	}
	for deadline := time.Now().Add(5 * time.Second); !client.Exited(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			result.fail("crash: the plugin still runs")
			return
		}
	}
	// go-plugin does not say when it has read what the process left behind: the Swift plugin's reason, and its log's mark.
	eventually(func() bool { return log.hasPluginPart("panic: ") && log.hasPluginPart("on request") })
	result.Checks["crash"] = true
}
