package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"bench/benchpb"
)

// bytesPerStream is how much each stream carries; streams follow one another until the time is over.
const bytesPerStream = 64 << 20

// measureDownload takes chunks from the plugin.
func measureDownload(o options) (metrics, error) {
	return measureStream(o, func(bench benchpb.BenchClient, chunks int) error {
		request := &benchpb.DownloadRequest{Chunks: uint32(chunks), Size: uint32(o.size)}
		stream, err := bench.Download(context.Background(), request)
		if err != nil {
			return err
		}
		received := 0
		for {
			chunk, err := stream.Recv()
			if err == io.EOF {
				break
			}
			if err != nil {
				return err
			}
			received += len(chunk.Data)
		}
		return complete(received, chunks*o.size)
	})
}

// measureUpload sends chunks to the plugin.
func measureUpload(o options) (metrics, error) {
	chunk := &benchpb.Payload{Data: make([]byte, o.size)}
	return measureStream(o, func(bench benchpb.BenchClient, chunks int) error {
		stream, err := bench.Upload(context.Background())
		if err != nil {
			return err
		}
		for left := chunks; left > 0; left-- {
			// io.EOF means that the plugin has ended the call; CloseAndRecv says why.
			if err := stream.Send(chunk); err == io.EOF {
				break
			} else if err != nil {
				return err
			}
		}
		answer, err := stream.CloseAndRecv()
		if err != nil {
			return err
		}
		return complete(int(answer.Bytes), chunks*o.size)
	})
}

func complete(received, sent int) error {
	if received != sent {
		return fmt.Errorf("%d bytes arrived of %d", received, sent)
	}
	return nil
}

func measureStream(o options, stream func(bench benchpb.BenchClient, chunks int) error) (metrics, error) {
	peer, err := launch(o)
	if err != nil {
		return nil, err
	}
	defer peer.stop()
	chunks := bytesPerStream
	if o.size > 1 {
		chunks /= o.size
	}
	run := func(duration time.Duration) (streams int, took time.Duration, err error) {
		began := time.Now()
		for took < duration || streams == 0 {
			if err := stream(peer.bench, chunks); err != nil {
				return 0, 0, orMissing(err)
			}
			streams++
			took = time.Since(began)
		}
		return streams, took, nil
	}
	if _, _, err := run(o.warm()); err != nil {
		return nil, err
	}
	meter := startMeter([]int{peer.pid})
	streams, took, err := run(o.duration())
	if err != nil {
		return nil, err
	}
	found := metrics{
		"calls":            float64(streams * chunks),
		"bytes_per_second": float64(streams*chunks*o.size) / took.Seconds(),
	}
	meter.stop(found, streams*chunks)
	return found, nil
}
