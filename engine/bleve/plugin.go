package bleve

import (
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"newsdex/engine/bleve/container"
)

// scorch's list of segment plugins belongs to the process and is not locked, so
// ours is added once, before the first index is opened. The parts hold nothing
// that changes.
var (
	registered sync.Once
	theParts   = &parts{common: commonWords()}
)

func register() {
	registered.Do(func() { scorch.RegisterSegmentPlugin(container.New(theParts), false) })
}
