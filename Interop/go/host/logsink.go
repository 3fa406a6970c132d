package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"sync"
)

// logLine is one line that go-plugin took for the plugin's.
type logLine struct {
	Level   string `json:"level"`
	Message string `json:"message"`
}

// hostModule is the name of the host's logger. go-plugin logs the plugin's lines under a name below it, or under the
// module that the plugin's own line names.
const hostModule = "host"

// logSink reads what go-plugin logs: the host's own lines and the plugin's.
type logSink struct {
	echo bool

	mutex  sync.Mutex
	rest   []byte
	plugin []logLine
	host   []string
}

// Write takes any part of the log; hclog writes whole lines, but nothing here relies on it.
func (s *logSink) Write(data []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.echo {
		os.Stderr.Write(data)
	}
	s.rest = append(s.rest, data...)
	for {
		end := bytes.IndexByte(s.rest, '\n')
		if end < 0 {
			return len(data), nil
		}
		s.take(s.rest[:end])
		s.rest = s.rest[end+1:]
	}
}

func (s *logSink) take(line []byte) {
	var entry struct {
		Level   string `json:"@level"`
		Message string `json:"@message"`
		Module  string `json:"@module"`
	}
	if json.Unmarshal(line, &entry) != nil {
		return
	}
	if entry.Module == hostModule {
		s.host = append(s.host, entry.Message)
	} else {
		s.plugin = append(s.plugin, logLine{Level: entry.Level, Message: entry.Message})
	}
}

func (s *logSink) hasHostLine(part string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, line := range s.host {
		if strings.Contains(line, part) {
			return true
		}
	}
	return false
}

func (s *logSink) hasPluginLine(level, message string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, line := range s.plugin {
		if line.Level == level && line.Message == message {
			return true
		}
	}
	return false
}

// hasPluginPart tells whether a line of the plugin's holds the text.
func (s *logSink) hasPluginPart(text string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, line := range s.plugin {
		if strings.Contains(line.Message, text) {
			return true
		}
	}
	return false
}

// fromPlugin counts the plugin's lines by level and gives the last thousand of them: a crash of a program with many
// threads takes hundreds.
func (s *logSink) fromPlugin() (map[string]int, []logLine) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	counts := map[string]int{}
	for _, line := range s.plugin {
		counts[line.Level]++
	}
	first := len(s.plugin) - 1000
	if first < 0 {
		first = 0
	}
	return counts, append([]logLine{}, s.plugin[first:]...)
}
