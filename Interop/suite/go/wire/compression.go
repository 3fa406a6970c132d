// Package wire holds what the test server and the test client share.
package wire

import (
	"context"
	"sync"

	"google.golang.org/grpc/stats"
)

// headerLength is what stands before each message on the wire: the flag and the length.
const headerLength = 5

// Sight remembers of each call whether the last message that came was compressed. It is a stats handler for both sides.
type Sight struct{}

type sightKey struct{}

type lastMessage struct {
	lock       sync.Mutex
	compressed bool
}

// Watch makes a context in which a client's call is seen; CameCompressed asks it afterwards.
func Watch(ctx context.Context) context.Context {
	return context.WithValue(ctx, sightKey{}, &lastMessage{})
}

// CameCompressed tells whether the last message of the call was compressed.
func CameCompressed(ctx context.Context) bool {
	last, found := ctx.Value(sightKey{}).(*lastMessage)
	if !found {
		return false
	}
	last.lock.Lock()
	defer last.lock.Unlock()
	return last.compressed
}

// TagRPC gives a server's call something to remember in; a client's has it when it is watched.
func (Sight) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context {
	if ctx.Value(sightKey{}) != nil {
		return ctx
	}
	return Watch(ctx)
}

// HandleRPC looks at incoming messages: compression never leaves the length as it was.
func (Sight) HandleRPC(ctx context.Context, event stats.RPCStats) {
	message, isMessage := event.(*stats.InPayload)
	last, found := ctx.Value(sightKey{}).(*lastMessage)
	if !isMessage || !found {
		return
	}
	last.lock.Lock()
	defer last.lock.Unlock()
	last.compressed = message.WireLength-headerLength != message.Length
}

// TagConn does nothing.
func (Sight) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn does nothing.
func (Sight) HandleConn(context.Context, stats.ConnStats) {}
