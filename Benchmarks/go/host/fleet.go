package main

import "os"

// measureFleet runs many plugins at once, each with the wanted callers, and reads what they cost the host.
func measureFleet(o options) (metrics, error) {
	peers := make([]*peer, 0, o.plugins)
	pids := make([]int, 0, o.plugins)
	for len(peers) < o.plugins {
		peer, err := launch(o)
		if err != nil {
			return nil, err
		}
		peers = append(peers, peer)
		pids = append(pids, peer.pid)
	}
	found, err := measureLoop(o, pids, o.plugins*o.callers, func(caller int) error {
		return peers[caller%len(peers)].getEntry()
	})
	if err != nil {
		return nil, err
	}
	host := os.Getpid()
	for name, read := range map[string]func() (float64, error){
		"host_rss_bytes":   func() (float64, error) { return residentBytes(host) },
		"host_threads":     func() (float64, error) { return threadCount(host) },
		"host_descriptors": descriptorCount,
	} {
		if found[name], err = read(); err != nil {
			return nil, err
		}
	}
	return found, nil
}
