package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"sync"

	"github.com/hashicorp/yamux"
)

// streamListener hands the streams that the host opens to the gRPC server. Closing it does not close the session, as
// closing the session's own listener would: a graceful stop closes the listener first and answers open calls after.
type streamListener struct {
	session *yamux.Session
	streams chan net.Conn
	failed  chan error
	closed  chan struct{}
	once    sync.Once
}

func newStreamListener(session *yamux.Session) *streamListener {
	l := &streamListener{
		session: session,
		streams: make(chan net.Conn),
		failed:  make(chan error, 1),
		closed:  make(chan struct{}),
	}
	go l.run()
	return l
}

func (l *streamListener) run() {
	for {
		stream, err := l.session.AcceptStream()
		if err != nil {
			l.failed <- err
			return
		}
		select {
		case l.streams <- stream:
		case <-l.closed:
			stream.Close()
			return
		}
	}
}

func (l *streamListener) Accept() (net.Conn, error) {
	select {
	case stream := <-l.streams:
		return stream, nil
	case err := <-l.failed:
		return nil, err
	case <-l.closed:
		return nil, io.EOF
	}
}

func (l *streamListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *streamListener) Addr() net.Addr { return l.session.Addr() }

// openExtraStream opens a stream that no host expects. It may reset it, close it or leave it alone.
func openExtraStream(session *yamux.Session) error {
	stream, err := session.OpenStream()
	if err != nil {
		return fmt.Errorf("no extra stream: %v", err)
	}
	fmt.Fprintf(os.Stderr, "[INFO] extra stream %d is open\n", stream.StreamID())
	go func() {
		count, err := io.Copy(io.Discard, stream)
		if err == nil {
			err = io.EOF
		}
		fmt.Fprintf(os.Stderr, "[INFO] extra stream %d ended after %d bytes: %v\n", stream.StreamID(), count, err)
	}()
	return nil
}

// ping sends pings one after the other.
func ping(session *yamux.Session, count int) {
	for number := 1; number <= count; number++ {
		if _, err := session.Ping(); err != nil {
			fmt.Fprintf(os.Stderr, "[ERROR] ping %d of %d: %v\n", number, count, err)
			return
		}
	}
	fmt.Fprintf(os.Stderr, "[INFO] %d pings answered\n", count)
}
