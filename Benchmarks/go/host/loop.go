package main

import (
	"sort"
	"sync"
	"time"
)

// measureLoop lets the callers call one after another for the wanted time, after a warm-up that is not counted. The
// callers know their number.
func measureLoop(o options, pids []int, callers int, call func(caller int) error) (metrics, error) {
	if _, err := loop(o.warm(), callers, call); err != nil {
		return nil, err
	}
	meter := startMeter(pids)
	began := time.Now()
	times, err := loop(o.duration(), callers, call)
	took := time.Since(began)
	if err != nil {
		return nil, err
	}
	found := summary(times)
	found["per_second"] = float64(len(times)) / took.Seconds()
	meter.stop(found, len(times))
	return found, nil
}

// loop gives the time of each call. Every caller makes at least one.
func loop(duration time.Duration, callers int, call func(caller int) error) ([]time.Duration, error) {
	times := make([][]time.Duration, callers)
	failures := make([]error, callers)
	deadline := time.Now().Add(duration)
	var running sync.WaitGroup
	for caller := range times {
		running.Add(1)
		go func(caller int) {
			defer running.Done()
			own := make([]time.Duration, 0, 1024)
			for now := time.Now(); ; {
				if err := call(caller); err != nil {
					failures[caller] = err
					return
				}
				after := time.Now()
				own = append(own, after.Sub(now))
				if now = after; now.After(deadline) {
					break
				}
			}
			times[caller] = own
		}(caller)
	}
	running.Wait()
	var all []time.Duration
	for caller := range times {
		if failures[caller] != nil {
			return nil, failures[caller]
		}
		all = append(all, times[caller]...)
	}
	return all, nil
}

// summary is the shape of a list of times that is not empty.
func summary(times []time.Duration) metrics {
	sort.Slice(times, func(a, b int) bool { return times[a] < times[b] })
	microseconds := func(index int) float64 { return float64(times[index].Nanoseconds()) / 1000 }
	return metrics{
		"calls":  float64(len(times)),
		"p50_us": microseconds(len(times) / 2),
		"p99_us": microseconds(len(times) * 99 / 100),
		"min_us": microseconds(0),
		"max_us": microseconds(len(times) - 1),
	}
}
