package main

import (
	"context"
	"fmt"

	"bench/benchpb"
	"bench/kvpb"
)

// measureCalls makes small Get calls, each caller one after another.
func measureCalls(o options) (metrics, error) {
	peer, err := launch(o)
	if err != nil {
		return nil, err
	}
	defer peer.stop()
	return measureLoop(o, []int{peer.pid}, o.callers, func(int) error { return peer.getEntry() })
}

// getEntry asks for the entry. A plugin may add to the value, as the one of go-plugin's example does.
func (p *peer) getEntry() error {
	answer, err := p.kv.Get(context.Background(), &kvpb.GetRequest{Key: key})
	if err == nil && len(answer.Value) < len(value) {
		err = fmt.Errorf("the plugin answered %d bytes, put were %d", len(answer.Value), len(value))
	}
	return err
}

// measureEcho sends a message of the wanted size there and back.
func measureEcho(o options) (metrics, error) {
	peer, err := launch(o)
	if err != nil {
		return nil, err
	}
	defer peer.stop()
	payload := &benchpb.Payload{Data: make([]byte, o.size)}
	found, err := measureLoop(o, []int{peer.pid}, o.callers, func(int) error {
		answer, err := peer.bench.Echo(context.Background(), payload)
		if err == nil && len(answer.Data) != o.size {
			err = fmt.Errorf("the plugin answered %d bytes of %d", len(answer.Data), o.size)
		}
		return err
	})
	return found, orMissing(err)
}
