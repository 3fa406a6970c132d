//go:build !linux

package main

import (
	"errors"
	"time"
)

// Only Linux tells these without further libraries; elsewhere their columns stay empty and their rows fail.
var errUnknown = errors.New("processes are measured on Linux only")

func processorTime(int) (time.Duration, bool) { return 0, false }
func residentBytes(int) (float64, error)      { return 0, errUnknown }
func threadCount(int) (float64, error)        { return 0, errUnknown }
func descriptorCount() (float64, error)       { return 0, errUnknown }
