package query

// Grade says how much a finding matters.
type Grade int

const (
	// Warning: the query was answered; something was ignored, capped or assumed.
	Warning Grade = iota
	// Error: strict syntax refuses the query; lenient applies the repair that
	// the message states.
	Error
)

// Finding is one thing to tell the person who wrote the query.
type Finding struct {
	// Code is stable and documented in docs/query-syntax.md.
	Code string `json:"code"`
	// Grade is not sent: the place of the finding in an answer says it.
	Grade Grade `json:"-"`
	// Message says what was found and, in lenient reading, what was done.
	Message string `json:"message"`
	// Span is where in the query text.
	Span Span `json:"span"`
	// Fix, when not empty, is the text to put in place of Span.
	Fix string `json:"fix,omitempty"`
}
