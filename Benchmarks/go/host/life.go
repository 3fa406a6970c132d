package main

import (
	"os"
	"syscall"
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

// measureRestart kills a plugin with SIGKILL and measures until another process of it has answered. go-plugin starts
// nothing again by itself and tells of an end to those alone who ask: this is what a host has to do with it.
func measureRestart(o options) (metrics, error) {
	running, err := launch(o)
	if err != nil {
		return nil, err
	}
	defer func() { running.stop() }()
	var times []time.Duration
	for began := time.Now(); len(times) < leastStarts || time.Since(began) < o.duration(); {
		killed := time.Now()
		if err := syscall.Kill(running.pid, syscall.SIGKILL); err != nil {
			return nil, err
		}
		for !running.client.Exited() {
			time.Sleep(100 * time.Microsecond)
		}
		running.stop()
		if running, err = launch(o); err != nil {
			return nil, err
		}
		times = append(times, time.Since(killed))
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
