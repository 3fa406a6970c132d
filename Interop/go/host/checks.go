package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"peers/kvpb"
)

// check is one question to the plugin; its name is the one that -skip takes.
type check struct {
	name string
	body func(context.Context, *connection) error
}

func checks(options options, log *logSink) []check {
	all := []check{
		{"put_get", putGet},
		{"not_found", notFound},
		{"echo", echo},
		{"count", count},
		{"sum", sum},
		{"chat", chat},
		{"fail", fail},
		{"unimplemented", unimplemented},
		{"log", func(ctx context.Context, c *connection) error { return logLevels(ctx, c, log) }},
		{"print", func(ctx context.Context, c *connection) error { return print(ctx, c, log) }},
	}
	if options.broker {
		all = append(all, check{"broker", callBack}, check{"broker reverse", callForth})
	}
	return all
}

func putGet(ctx context.Context, c *connection) error {
	for _, value := range [][]byte{[]byte("one"), {}, {0, 255, 10}} {
		if _, err := c.kv.Put(ctx, &kvpb.Entry{Key: "käy", Value: value}); err != nil {
			return err
		}
		entry, err := c.kv.Get(ctx, &kvpb.Key{Key: "käy"})
		if err != nil {
			return err
		}
		if entry.Key != "käy" || !bytes.Equal(entry.Value, value) {
			return fmt.Errorf("stored %q, got %q under %q", value, entry.Value, entry.Key)
		}
	}
	return nil
}

func notFound(ctx context.Context, c *connection) error {
	_, err := c.kv.Get(ctx, &kvpb.Key{Key: "nothing here"})
	return expect(err, codes.NotFound)
}

func echo(ctx context.Context, c *connection) error {
	// The frame size of HTTP/2 is 16 KiB and its first window 64 KiB: both edges, and well past them.
	for _, size := range []int{0, 1, 16383, 16384, 65535, 65536, 1 << 20, 3 << 20} {
		data := bytes.Repeat([]byte{'x', 0, 255}, size/3+1)[:size]
		answer, err := c.kv.Echo(ctx, &kvpb.Payload{Data: data})
		if err != nil {
			return fmt.Errorf("%d bytes: %v", size, err)
		}
		if !bytes.Equal(answer.Data, data) {
			return fmt.Errorf("%d bytes: %d other bytes came back", size, len(answer.Data))
		}
	}
	return nil
}

func count(ctx context.Context, c *connection) error {
	for _, n := range []uint32{0, 1, 1000} {
		stream, err := c.kv.Count(ctx, &kvpb.CountRequest{N: n})
		if err != nil {
			return err
		}
		next := int64(1)
		for {
			number, err := stream.Recv()
			if err == io.EOF {
				break
			}
			if err != nil {
				return err
			}
			if number.Value != next {
				return fmt.Errorf("got %d instead of %d", number.Value, next)
			}
			next++
		}
		if next != int64(n)+1 {
			return fmt.Errorf("%d numbers instead of %d", next-1, n)
		}
	}
	return nil
}

func sum(ctx context.Context, c *connection) error {
	stream, err := c.kv.Sum(ctx)
	if err != nil {
		return err
	}
	for _, value := range []int64{1 << 40, -5, 300, 0} {
		if err := stream.Send(&kvpb.Number{Value: value}); err != nil {
			return err
		}
	}
	answer, err := stream.CloseAndRecv()
	if err != nil {
		return err
	}
	if answer.Value != 1<<40+295 {
		return fmt.Errorf("the sum is %d", answer.Value)
	}
	return nil
}

func chat(ctx context.Context, c *connection) error {
	stream, err := c.kv.Chat(ctx)
	if err != nil {
		return err
	}
	// Each answer is awaited before the next question, so a plugin that waits for the end of the stream hangs here.
	for turn := 0; turn < 50; turn++ {
		said := []byte(fmt.Sprintf("turn %d", turn))
		if err := stream.Send(&kvpb.Payload{Data: said}); err != nil {
			return err
		}
		answer, err := stream.Recv()
		if err != nil {
			return err
		}
		if !bytes.Equal(answer.Data, said) {
			return fmt.Errorf("said %q, heard %q", said, answer.Data)
		}
	}
	if err := stream.CloseSend(); err != nil {
		return err
	}
	if _, err := stream.Recv(); err != io.EOF {
		return fmt.Errorf("after the last turn: %v", err)
	}
	return nil
}

func fail(ctx context.Context, c *connection) error {
	for code := codes.Canceled; code <= codes.Unauthenticated; code++ {
		const message = "100% précis, with a ☃"
		_, err := c.kv.Fail(ctx, &kvpb.FailRequest{Code: uint32(code), Message: message})
		if err := expect(err, code); err != nil {
			return err
		}
		if got := status.Convert(err).Message(); got != message {
			return fmt.Errorf("the message of %v came back as %q", code, got)
		}
	}
	return nil
}

// unimplemented asks for a method that no service has, as a newer host does with an older plugin.
func unimplemented(ctx context.Context, c *connection) error {
	_, err := c.kv.Notify(ctx, &kvpb.Connection{Id: 4_000_000_000})
	if code := status.Code(err); code != codes.Unimplemented && code != codes.Unavailable {
		return fmt.Errorf("status %v: %v", code, err)
	}
	return nil
}

func logLevels(ctx context.Context, c *connection, log *logSink) error {
	for _, level := range []string{"trace", "debug", "info", "warn", "error"} {
		message := "interop speaks at " + level
		if _, err := c.kv.Log(ctx, &kvpb.LogRequest{Level: level, Message: message}); err != nil {
			return err
		}
		if !eventually(func() bool { return log.hasPluginLine(level, message) }) {
			return fmt.Errorf("the line at level %s never arrived", level)
		}
	}
	return nil
}

func print(ctx context.Context, c *connection, log *logSink) error {
	// Raw stdout is thrown away by a Go host; 200 KiB of lines show that it is at least read.
	lines := bytes.Repeat([]byte("a line on the plugin's stdout\n"), 7000)
	if _, err := c.kv.Print(ctx, &kvpb.PrintRequest{Text: string(lines), To: "stdout"}); err != nil {
		return err
	}
	if _, err := c.kv.Print(ctx, &kvpb.PrintRequest{Text: "plain words\n", To: "stderr"}); err != nil {
		return err
	}
	if !eventually(func() bool { return log.hasPluginLine("debug", "plain words") }) {
		return fmt.Errorf("the plain line on stderr never arrived")
	}
	_, err := c.kv.Print(ctx, &kvpb.PrintRequest{Text: "x", To: "nowhere"})
	return expect(err, codes.InvalidArgument)
}

// listener is the host's end of the call back.
type listener struct {
	kvpb.UnimplementedListenerServer
	changed chan *kvpb.Entry
}

func (l *listener) Changed(_ context.Context, entry *kvpb.Entry) (*kvpb.Nothing, error) {
	l.changed <- entry
	return &kvpb.Nothing{}, nil
}

func callBack(ctx context.Context, c *connection) error {
	served := &listener{changed: make(chan *kvpb.Entry, 64)}
	id := c.broker.NextId()
	go c.broker.AcceptAndServe(id, func(options []grpc.ServerOption) *grpc.Server {
		server := grpc.NewServer(options...)
		kvpb.RegisterListenerServer(server, served)
		return server
	})
	if _, err := c.kv.Put(ctx, &kvpb.Entry{Key: "called", Value: []byte("back")}); err != nil {
		return err
	}
	if _, err := c.kv.Notify(ctx, &kvpb.Connection{Id: id}); err != nil {
		return err
	}
	close(served.changed)
	for entry := range served.changed {
		if entry.Key == "called" && string(entry.Value) == "back" {
			return nil
		}
	}
	return fmt.Errorf("the plugin did not call back with the entry")
}

// callForth connects to what the plugin serves.
func callForth(ctx context.Context, c *connection) error {
	for round := 0; round < 20; round++ {
		opened, err := c.reverse.Open(ctx, &kvpb.Nothing{})
		if err != nil {
			return err
		}
		dialled, err := c.broker.Dial(opened.Id)
		if err != nil {
			return err
		}
		defer dialled.Close()
		key := fmt.Sprintf("forth %d", round)
		if _, err := kvpb.NewListenerClient(dialled).Changed(ctx, &kvpb.Entry{Key: key, Value: []byte("x")}); err != nil {
			return err
		}
		if _, err := c.kv.Get(ctx, &kvpb.Key{Key: key}); err != nil {
			return err
		}
	}
	return nil
}

func expect(err error, code codes.Code) error {
	if err == nil {
		return fmt.Errorf("expected status %v, got an answer", code)
	}
	if status.Code(err) != code {
		return fmt.Errorf("expected status %v, got %v", code, err)
	}
	return nil
}

// eventually asks until the answer is yes, for two seconds.
func eventually(condition func() bool) bool {
	for deadline := time.Now().Add(2 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if condition() {
			return true
		}
	}
	return condition()
}
