package main

import (
	"os"
	"time"
)

// leastStarts is how many starts make a median.
const leastStarts = 3

// measureStart takes the time from the decision to start to the first answer, again and again.
func measureStart(o options) (metrics, error) {
	once := func() (time.Duration, error) {
		began := time.Now()
		peer, err := launch(o)
		if err != nil {
			return 0, err
		}
		took := time.Since(began)
		peer.stop()
		return took, nil
	}
	if _, err := once(); err != nil {
		return nil, err
	}
	var times []time.Duration
	for began := time.Now(); len(times) < leastStarts || time.Since(began) < o.duration(); {
		took, err := once()
		if err != nil {
			return nil, err
		}
		times = append(times, took)
	}
	return summary(times), nil
}

// idle is how long a plugin has nothing to do before its memory is read.
const idle = 300 * time.Millisecond

// measureMemory reads the memory of a plugin that has answered once and has nothing to do.
func measureMemory(o options) (metrics, error) {
	peer, err := launch(o)
	if err != nil {
		return nil, err
	}
	defer peer.stop()
	time.Sleep(idle)
	ofPlugin, err := residentBytes(peer.pid)
	if err != nil {
		return nil, err
	}
	ofHost, err := residentBytes(os.Getpid())
	if err != nil {
		return nil, err
	}
	return metrics{"plugin_rss_bytes": ofPlugin, "host_rss_bytes": ofHost}, nil
}
