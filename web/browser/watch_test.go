//go:build browser

package browser

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

type (
	cdpCommand[P, R any] = cdp.Command[P, R]
	empty                = cdp.Empty
	navigateParams       = page.NavigateParams
)

var navigate = page.Navigate

// watch keeps what a tab asked for and what it complained of.
type watch struct {
	site string
	mu   sync.Mutex
	// open are the requests without an answer; all are their addresses, and
	// number the order in which they were asked.
	open   map[network.RequestID]bool
	all    map[network.RequestID]string
	number map[network.RequestID]int
	// loaded is how many bytes came over the wire for each address.
	loaded map[string]int
	faults []string
	// expect is the status that the page itself is to have, when it is one
	// that the browser complains of.
	expect int
	// told is set when the tab was described for a failed test.
	told bool
}

func newWatch(site string) *watch {
	return &watch{site: site, open: map[network.RequestID]bool{}, all: map[network.RequestID]string{}, number: map[network.RequestID]int{}, loaded: map[string]int{}}
}

// see takes one event. It runs where the messages of the browser are read, so
// it must not wait for one.
func (w *watch) see(ctx context.Context, ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := ev.(type) {
	case *network.EventRequestWillBeSent:
		w.asked(e)
	case *network.EventResponseReceived:
		if s := int(e.Response.Status); s >= http.StatusBadRequest && !(s == w.expect && e.Type == network.ResourceTypeDocument) {
			w.fault("status %d of %s", s, e.Response.URL)
		}
	case *network.EventLoadingFinished:
		w.loaded[w.all[e.RequestID]] += int(e.EncodedDataLength)
		delete(w.open, e.RequestID)
	case *network.EventLoadingFailed:
		// What a page gives up is no failure: typing drops stale answers.
		if !e.Canceled {
			w.fault("request failed: %s: %s %s", w.all[e.RequestID], e.ErrorText, e.BlockedReason)
		}
		delete(w.open, e.RequestID)
	case *page.EventFrameNavigated:
		w.left(network.RequestID(e.Frame.LoaderID))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			w.fault("console: %s", said(e.Args))
		}
	case *runtime.EventExceptionThrown:
		d := e.ExceptionDetails
		text := d.Text
		if d.Exception != nil {
			text += " " + d.Exception.Description
		}
		w.fault("exception: %s at %s:%d", text, d.URL, d.LineNumber+1)
	case *log.EventEntryAdded:
		w.logged(e.Entry)
	case *page.EventJavascriptDialogOpening:
		w.fault("a dialog opened: %s", e.Message)
		go chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: false})
	}
}

func (w *watch) asked(e *network.EventRequestWillBeSent) {
	at := e.Request.URL
	if strings.HasPrefix(at, "data:") {
		return
	}
	w.all[e.RequestID] = at
	// Icons are asked for by the browser for itself, when it likes.
	if e.Type != network.ResourceTypeOther {
		w.open[e.RequestID] = true
	}
	w.number[e.RequestID] = len(w.all)
	if !strings.HasPrefix(at, w.site+"/") {
		w.fault("a request to another host: %s", at)
	}
}

// left forgets what the page before asked for: the browser does not always say
// that it gave that up. The page is named by its first request.
func (w *watch) left(page network.RequestID) {
	first := w.number[page]
	for id := range w.open {
		if w.number[id] < first {
			delete(w.open, id)
		}
	}
}

// logged takes what the browser itself says: of its policies, of the network.
func (w *watch) logged(e *log.Entry) {
	if e.Level != log.EntryLevelError && e.Level != log.EntryLevelWarning {
		return
	}
	if w.expect != 0 && e.Source == log.EntrySourceNetwork && strings.Contains(e.Text, fmt.Sprint(w.expect)) {
		return
	}
	w.fault("browser: %s (%s)", e.Text, e.URL)
}

func (w *watch) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

func said(args []*runtime.RemoteObject) string {
	var out []string
	for _, a := range args {
		out = append(out, string(a.Value)+a.Description)
	}
	return strings.Join(out, " ")
}

// pending returns what was asked for and has not come.
func (w *watch) pending() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for id := range w.open {
		out = append(out, w.all[id])
	}
	return out
}

// complaints returns what was wrong, each once.
func (w *watch) complaints() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	times := map[string]int{}
	for _, f := range w.faults {
		if times[f]++; times[f] == 1 {
			out = append(out, f)
		}
	}
	for i, f := range out {
		if n := times[f]; n > 1 {
			out[i] = fmt.Sprintf("%s (%d times)", f, n)
		}
	}
	return out
}

func (w *watch) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = nil
}

// answersWith says with which status the pages that follow answer.
func (w *watch) answersWith(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expect = status
}

// bytes returns what has come for each address, in bytes on the wire.
func (w *watch) bytes() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[string]int{}
	for at, n := range w.loaded {
		out[at] = n
	}
	return out
}
