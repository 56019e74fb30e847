package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"
)

// machine describes where a run took place.
type machine struct {
	CPU        string `json:"cpu"`
	Cores      int    `json:"cores"`
	GOMAXPROCS int    `json:"gomaxprocs"`
	Go         string `json:"go"`
	System     string `json:"system"`
	// Revision is the state of the source, "" when the build does not tell.
	Revision string `json:"revision,omitempty"`
}

func thisMachine() machine {
	m := machine{CPU: "unknown", Cores: runtime.NumCPU(), GOMAXPROCS: runtime.GOMAXPROCS(0), Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
	if name := procLine("/proc/cpuinfo", "model name"); name != "" {
		m.CPU = name
	}
	if b, ok := debug.ReadBuildInfo(); ok {
		for _, s := range b.Settings {
			switch {
			case s.Key == "vcs.revision":
				m.Revision = s.Value[:min(12, len(s.Value))]
			case s.Key == "vcs.modified" && s.Value == "true":
				m.Revision += " and changes"
			}
		}
	}
	return m
}

func (m machine) String() string {
	s := fmt.Sprintf("%s, %d cores, GOMAXPROCS %d, %s, %s", m.CPU, m.Cores, m.GOMAXPROCS, m.System, m.Go)
	if m.Revision != "" {
		s += ", revision " + m.Revision
	}
	return s
}

// procLine returns what stands behind "name:" in a file of /proc, "" when
// there is none.
func procLine(path, name string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		if key, value, _ := strings.Cut(lines.Text(), ":"); strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// self is this process in /proc.
const self = "self"

// anonymous returns the anonymous memory of a process in bytes: what it
// allocated, without mapped files. 0 when the system does not tell (it is
// Linux that does), or when there is no such process.
func anonymous(pid string) int64 {
	kilobytes, err := strconv.ParseInt(strings.TrimSuffix(procLine("/proc/"+pid+"/status", "RssAnon"), " kB"), 10, 64)
	if err != nil {
		return 0
	}
	return kilobytes << 10
}

// watch looks at the anonymous memory of this process until stop is called,
// which returns the most that was seen.
func watch() (stop func() int64) { return watchProcess(self, func() {}) }

// watchProcess looks at the anonymous memory of a process every 20 ms.
func watchProcess(pid string, tick func()) (stop func() int64) {
	const every = 20 * time.Millisecond
	most := anonymous(pid)
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for clock := time.NewTicker(every); ; {
			select {
			case <-clock.C:
				most = max(most, anonymous(pid))
				tick()
			case <-done:
				clock.Stop()
				return
			}
		}
	})
	return func() int64 {
		close(done)
		wg.Wait()
		return max(most, anonymous(pid))
	}
}
