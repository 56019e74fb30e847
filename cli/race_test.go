//go:build race

package cli

// racing is set under the race detector, which makes runs of the program ten times
// as slow: what is done often elsewhere is done once there.
const racing = true
