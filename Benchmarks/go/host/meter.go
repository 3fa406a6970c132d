package main

import (
	"os"
	"time"
)

// meter measures the processor time that this process and its plugins use meanwhile.
type meter struct {
	pids        []int
	host        time.Duration
	plugins     time.Duration
	isAvailable bool
}

func startMeter(pids []int) meter {
	m := meter{pids: pids}
	m.host, m.plugins, m.isAvailable = m.read()
	return m
}

// stop adds the microseconds for each call. Where the system does not tell another process's time, it adds nothing.
func (m meter) stop(found metrics, calls int) {
	host, plugins, ok := m.read()
	if !ok || !m.isAvailable || calls == 0 {
		return
	}
	perCall := func(used time.Duration) float64 { return float64(used.Nanoseconds()) / 1000 / float64(calls) }
	found["cpu_host_us"] = perCall(host - m.host)
	found["cpu_plugin_us"] = perCall(plugins - m.plugins)
}

func (m meter) read() (host, plugins time.Duration, ok bool) {
	host, ok = processorTime(os.Getpid())
	for _, pid := range m.pids {
		used, known := processorTime(pid)
		plugins += used
		ok = ok && known
	}
	return host, plugins, ok
}
