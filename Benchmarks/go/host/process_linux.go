package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

// processorTime is what all threads of a process have used so far, ended ones included.
func processorTime(pid int) (time.Duration, bool) {
	// The clock of another process, as clock_getcpuclockid makes its number: the process, inverted, and 2 for the
	// scheduler's count in nanoseconds.
	clock := uintptr(^pid<<3 | 2)
	var used syscall.Timespec
	_, _, failure := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clock, uintptr(unsafe.Pointer(&used)), 0)
	return time.Duration(used.Nano()), failure == 0
}

// residentBytes is the memory of a process that is in RAM.
func residentBytes(pid int) (float64, error) {
	kilobytes, err := statusField(pid, "VmRSS")
	return kilobytes * 1024, err
}

func threadCount(pid int) (float64, error) { return statusField(pid, "Threads") }

// statusField reads the number of a line of /proc/PID/status.
func statusField(pid int, name string) (float64, error) {
	path := fmt.Sprintf("/proc/%d/status", pid)
	content, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(content), "\n") {
		words := strings.Fields(line)
		if len(words) >= 2 && words[0] == name+":" {
			return strconv.ParseFloat(words[1], 64)
		}
	}
	return 0, fmt.Errorf("%s has no line %s", path, name)
}

// descriptorCount is how many files this process has open, without the one that the look itself takes.
func descriptorCount() (float64, error) {
	entries, err := os.ReadDir("/proc/self/fd")
	return float64(len(entries) - 1), err
}
