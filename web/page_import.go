package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"newsdex/indexer"
)

// importData is the page with the form.
type importData struct {
	frame
	// Off says why nothing can be imported here; then there is no form.
	Off string
	// Failed says why the form that was sent was not taken.
	Failed []string
	// Paths: the server reads below Root. Fetch: it reads addresses.
	Paths bool
	Root  string
	Fetch bool
	// Source and the options are what was sent.
	Source, IDPrefix, Map string
	Follow, DryRun        bool
	// Limits, for a reader and for the script.
	FileLimit, AllLimit string
	FileBytes, AllBytes int64
	MaxFiles            int
	Jobs                []jobLine
}

// jobLine is a job in a list.
type jobLine struct {
	URL, What, State, Counts string
}

// importPage answers GET /import.
func (s *Server) importPage(w http.ResponseWriter, r *http.Request) error {
	return s.renderImport(w, http.StatusOK, importData{Source: r.URL.Query().Get("source")})
}

func (s *Server) renderImport(w http.ResponseWriter, status int, d importData) error {
	d.frame = s.frame("Import articles", "import.js")
	if off := s.writesOff(); off != nil {
		d.Off = off.detail
	}
	if s.root != nil {
		d.Paths, d.Root = true, s.root.Name()
	}
	d.Fetch = s.mayFetch()
	l := s.uploadLimits
	d.FileLimit, d.AllLimit, d.FileBytes, d.AllBytes, d.MaxFiles = sizeText(l.file), sizeText(l.all), l.file, l.all, maxUploadFiles
	for _, j := range s.jobs.list() {
		v := j.view()
		d.Jobs = append(d.Jobs, jobLine{URL: jobLinks(v.id).Page, What: v.title(), State: v.stateText(), Counts: v.counts()})
	}
	ownReferrer(w)
	return render(w, status, s.views.imports, d)
}

// ownReferrer lets browsers tell this server, and nobody else, where a form
// comes from: under no-referrer they send the Origin null.
func ownReferrer(w http.ResponseWriter) { w.Header().Set("Referrer-Policy", "same-origin") }

// postImport answers POST /import: it takes files, or what is to be read, and
// leads to the page of the job. What is wrong with a form is said on the page.
func (s *Server) postImport(w http.ResponseWriter, r *http.Request) error {
	if err := s.jobs.reserve(); err != nil {
		return err
	}
	started := false
	defer func() {
		if !started {
			s.jobs.release()
		}
	}()
	leave, err := s.uploading.enter(r.Context())
	if err != nil {
		return err
	}
	defer leave()
	form, err := s.receive(w, r)
	d := importData{Source: form.fields["source"], IDPrefix: form.fields["id_prefix"], Map: form.fields["map"], Follow: form.fields["follow"] != "", DryRun: form.fields["dry_run"] != ""}
	var t task
	if err == nil {
		t, err = s.formTask(form)
	}
	if err != nil {
		form.files.close()
		e := asProblem(err)
		note(r, e)
		for _, b := range e.errors {
			d.Failed = append(d.Failed, sentence(fieldNames[b.Parameter]+b.Message))
		}
		if len(d.Failed) == 0 {
			d.Failed = []string{e.detail}
		}
		return s.renderImport(w, problem(e, r).Status, d)
	}
	started = true
	j := s.jobs.start(s.stopping, t)
	http.Redirect(w, r, jobLinks(j.id).Page, http.StatusSeeOther)
	return nil
}

// fieldNames are the labels of the form, by the name of a parameter.
var fieldNames = map[string]string{"sources": "Path or address: ", "id_prefix": "Prefix: ", "map": "Names of fields: "}

// receive reads a form of any length that keeps coming.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) (importForm, error) {
	c := http.NewResponseController(w)
	body := &bulkBody{Reader: r.Body, conn: c, idle: s.bulkIdle, stopping: s.stopping}
	r.Body = readCloser{body, r.Body}
	defer context.AfterFunc(s.stopping, func() { _ = c.SetReadDeadline(time.Now()) })()
	_ = c.SetWriteDeadline(time.Time{}) // the answer comes after the body, however long that takes
	defer func() { _ = c.SetWriteDeadline(time.Now().Add(s.bulkIdle)) }()
	m, err := r.MultipartReader()
	if err != nil {
		return importForm{}, formError(err)
	}
	f, err := readForm(m, s.uploadLimits)
	if err != nil {
		w.Header().Set("Connection", "close") // the body may be half read
		// Browsers that are still sending only show an answer when what they send
		// is taken from them.
		<-body.drain(err)
	}
	return f, err
}

type readCloser struct {
	*bulkBody
	closer interface{ Close() error }
}

func (r readCloser) Close() error { return r.closer.Close() }

// formTask makes a task of a form.
func (s *Server) formTask(f importForm) (task, error) {
	source := f.fields["source"]
	req := jobRequest{IDPrefix: f.fields["id_prefix"], Follow: f.fields["follow"] != "", DryRun: f.fields["dry_run"] != ""}
	for line := range strings.SplitSeq(f.fields["map"], "\n") {
		if line = strings.TrimSpace(line); line != "" {
			req.Map = append(req.Map, line)
		}
	}
	chosen := f.files != nil && len(f.files.files) > 0
	switch {
	case chosen && source != "":
		return task{}, problemf(badBody, "Files were chosen and a path or address was given, too; import one at a time.")
	case source != "":
		f.files.close()
		req.Sources = []string{source}
		return s.task(req)
	case !chosen:
		return task{}, problemf(badBody, "Nothing was chosen: choose files%s.", s.orWrite())
	}
	t := task{uploads: f.files, prefix: req.IDPrefix, pairs: req.Map, names: indexer.FieldMap{}, dryRun: req.DryRun}
	for _, u := range f.files.files[:min(len(f.files.files), maxSources)] {
		t.say = append(t.say, u.name)
	}
	var bad badList
	t.check(&bad)
	return t, bad.err()
}

func (s *Server) orWrite() string {
	switch {
	case s.root != nil && s.mayFetch():
		return ", or write a path or an address"
	case s.root != nil:
		return ", or write a path"
	case s.mayFetch():
		return ", or write an address"
	}
	return ""
}

// postStop answers POST /import/{job}/stop.
func (s *Server) postStop(w http.ResponseWriter, r *http.Request) error {
	j, err := s.jobs.find(mux.Vars(r)["job"])
	if err != nil {
		return err
	}
	j.halt()
	http.Redirect(w, r, jobLinks(j.id).Page, http.StatusSeeOther)
	return nil
}
