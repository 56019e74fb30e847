package cli

import "runtime/debug"

const (
	// bulkGarbage is how much garbage a bulk load may make before it is collected,
	// in percent of what is in use (GOGC). With Go's own 100 the collector takes a
	// seventh of the time; what is in use is some 50 MB.
	bulkGarbage = 400
	// bulkMemory is from how many bytes on it is collected more often all the same
	// (GOMEMLIMIT).
	bulkMemory = 384 << 20
)

// collectLess lets garbage lie longer until restore is called, unless whoever
// runs the program has said how it is to be collected.
func (a *app) collectLess() (restore func()) {
	restore = func() {}
	if a.Getenv("GOGC") == "" {
		was := debug.SetGCPercent(bulkGarbage)
		restore = func() { debug.SetGCPercent(was) }
	}
	if a.Getenv("GOMEMLIMIT") == "" {
		percent, was := restore, debug.SetMemoryLimit(bulkMemory)
		restore = func() { percent(); debug.SetMemoryLimit(was) }
	}
	return restore
}
