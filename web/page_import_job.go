package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"newsdex/indexer"
	"newsdex/search"
)

// jobRefresh is how often the page of a job asks again without scripts, in seconds.
const jobRefresh = 3

// importJobData is the page of one job.
type importJobData struct {
	frame
	// Refresh is after how many seconds the page is to be read again, 0 for never.
	Refresh int
	What    string
	State   jobState
	// Says is the state in a sentence, for the live region.
	Says  string
	Ended bool
	// Percent is -1 when it is not known.
	Percent  int
	Figures  []figure
	Rate     string
	At       string
	Failure  string
	Note     string
	Stop     string
	Counts   []figure
	Reasons  []figure
	Problems []indexer.Problem
	More     string
	Notes    []figure
	Added    []linkView
	MoreNew  string
	Entries  string
	DryRun   bool
}

// figure is a number with its name.
type figure struct{ Name, Value, Where string }

// shownProblems is how many problems the page of a job lists; the account of
// every record has all.
const shownProblems = 200

// importJobPage answers GET /import/{job}.
func (s *Server) importJobPage(w http.ResponseWriter, r *http.Request) error {
	j, err := s.jobs.find(mux.Vars(r)["job"])
	if err != nil {
		return err
	}
	v := j.view()
	d := importJobData{
		frame: s.frame(v.stateText()+": "+v.title(), "import.js"), What: v.title(), State: v.state, Says: v.says(), Ended: v.state.ended(),
		Percent: v.percent(), Rate: v.rate(), At: v.now.Path, Failure: v.failure, Note: v.note, Entries: jobLinks(v.id).Entries, DryRun: v.dryRun,
	}
	if !d.Ended {
		d.Refresh = jobRefresh
		if !v.stopping && s.writesOff() == nil {
			d.Stop = jobLinks(v.id).Page + "/stop"
		}
	}
	c := v.report.Counts
	d.Counts = []figure{
		{Name: "Files", Value: count(c.Files)}, {Name: "Records read", Value: count(c.Read)}, {Name: v.wouldBe("Added"), Value: count(c.Added)}, {Name: v.wouldBe("Updated"), Value: count(c.Updated)},
		{Name: "Unchanged", Value: count(c.Unchanged)}, {Name: v.wouldBe("Added, with a text that is there already"), Value: count(c.Copies)}, {Name: "Skipped", Value: count(c.Skipped)},
	}
	d.Reasons = figures(c.Reasons, nil)
	d.Notes = figures(v.report.Notes, v.report.NoteExamples)
	d.Problems = v.report.Problems[:min(len(v.report.Problems), shownProblems)]
	if more := len(v.report.Problems) - len(d.Problems) + v.report.MoreProblems; more > 0 {
		d.More = count(more) + " more"
	}
	if d.Ended && !v.dryRun {
		if d.Added, err = s.newArticles(r, v.added); err != nil {
			return err
		}
		if more := c.Added + c.Copies - len(v.added); more > 0 {
			d.MoreNew = count(more) + " more"
		}
	}
	ownReferrer(w)
	return render(w, http.StatusOK, s.views.importJob, d)
}

// newArticles returns links to articles that were added; those that are gone
// again are left out.
func (s *Server) newArticles(r *http.Request, ids []string) ([]linkView, error) {
	var out []linkView
	for _, id := range ids {
		a, err := s.deps.Searcher.Article(r.Context(), id)
		if errors.Is(err, search.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, linkView{URL: linksOf(id).Page, Label: shorten(titleOf(a), 120)})
	}
	return out, nil
}

// figures sorts counts, the largest first, then by name.
func figures(counts map[string]int, examples map[string]string) []figure {
	var out []figure
	for _, name := range sortedNames(counts) {
		out = append(out, figure{Name: name, Value: count(counts[name]), Where: examples[name]})
	}
	return out
}

func sortedNames(counts map[string]int) []string {
	names := make([]string, 0, len(counts))
	for n := range counts {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	return names
}

// title names a job by what it reads.
func (v jobView) title() string {
	n := len(v.say)
	if v.uploads != nil {
		n = len(v.uploads.files)
	}
	switch n {
	case 0:
		return "nothing"
	case 1:
		return shorten(v.say[0], 100)
	case 2:
		return shorten(v.say[0], 50) + " and " + shorten(v.say[1], 50)
	}
	return fmt.Sprintf("%s and %s more", shorten(v.say[0], 80), count(n-1))
}

func (v jobView) wouldBe(what string) string {
	if v.dryRun {
		return "Would be " + strings.ToLower(what[:1]) + what[1:]
	}
	return what
}

// stateText is the state in one or two words.
func (v jobView) stateText() string {
	switch {
	case v.stopping:
		return "Stopping"
	case v.merging:
		return "Putting the index in order"
	case v.state == jobQueued:
		return "Waiting"
	case v.state == jobRunning:
		return "Importing"
	case v.state == jobDone && v.report.Skipped > 0:
		return "Done, with records skipped"
	}
	return strings.ToUpper(string(v.state[:1])) + string(v.state[1:])
}

// counts is one line of what became of the records.
func (v jobView) counts() string {
	if v.state == jobQueued {
		return ""
	}
	return v.report.Summary()
}

// says is the state as a sentence.
func (v jobView) says() string {
	switch {
	case v.stopping:
		return "Stopping after the articles in hand."
	case v.merging:
		return "All articles are stored and can be found. The index is being put in order."
	case v.state == jobQueued:
		return fmt.Sprintf("Waiting: %d imports run at a time.", maxJobs)
	case v.state == jobRunning && v.percent() >= 0:
		return fmt.Sprintf("Importing: %d %% read.", v.percent())
	case v.state == jobRunning:
		return "Importing."
	case v.state == jobDone && v.dryRun:
		return fmt.Sprintf("Done in %s. This was a dry run: nothing was stored.", tookText(v.took))
	case v.state == jobDone:
		return fmt.Sprintf("Done in %s.", tookText(v.took))
	case v.state == jobFailed:
		return "Failed."
	}
	return "Interrupted."
}

func (v jobView) percent() int {
	share, ok := v.share()
	if !ok {
		return -1
	}
	return int(100 * share)
}

// rate says how fast it goes and how long it will take still.
func (v jobView) rate() string {
	if v.started.IsZero() || v.took <= 0 {
		return ""
	}
	seconds := max(v.took.Seconds(), 0.001)
	parts := []string{fmt.Sprintf("%s records a second", count(int(float64(v.report.Read)/seconds))), sizeText(int64(float64(v.report.Bytes)/seconds)) + " a second"}
	if v.now.Sized {
		parts = append(parts, fmt.Sprintf("%s of %s", sizeText(v.now.Done), sizeText(v.now.Size)))
	}
	if left, ok := v.left(); ok {
		parts = append(parts, "about "+tookText(left)+" left")
	}
	return strings.Join(parts, " · ")
}

// tookText writes a time as people say it.
func tookText(d time.Duration) string {
	switch {
	case d < time.Second:
		return "less than a second"
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f seconds", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f seconds", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f minutes", d.Minutes())
	}
	return fmt.Sprintf("%.1f hours", d.Hours())
}
