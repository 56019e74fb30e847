//go:build !race

package page

// raced says that the race detector is at work.
const raced = false
