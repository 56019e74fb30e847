package web

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of an upload. It is read like files of the disk, so it has to lie there
// for a while; what is larger is better given as a path, or to newsdex index.
const (
	// maxUploadFile bounds one file, in bytes: an archive of a million articles,
	// compressed.
	maxUploadFile = 1 << 30
	// maxUpload bounds the files of one form together. With all jobs that may
	// run and wait, 20 GB of temporary files.
	maxUpload = 2 << 30
	// maxUploadFiles bounds their number; more are better put into an archive.
	maxUploadFiles = 5000
	// maxUploadName bounds the name of a file, in bytes.
	maxUploadName = 255
	// maxFormField bounds the other fields of the form, in bytes.
	maxFormField = 16 << 10
	// maxFormFields bounds their number.
	maxFormFields = 20
	// maxUploadsAtOnce is how many uploads are taken at once.
	maxUploadsAtOnce = 2
	// uploadLabel stands before the names of uploaded files in places.
	uploadLabel = "upload"
)

// uploadLimits are the limits above; tests have smaller ones.
type uploadLimits struct{ file, all int64 }

// uploads are the files of a form, one behind the other in one temporary file.
// To the indexer they are a file system with one folder.
type uploads struct {
	tmp   *tempFile
	size  int64
	files []uploaded     // by name, once they are all there
	names map[string]int // how often each was given
}

// uploaded is one file; it is its own fs.FileInfo.
type uploaded struct {
	name     string
	at, size int64
}

// importForm is what a form of the import page sends.
type importForm struct {
	fields map[string]string
	parts  int      // that are no files
	files  *uploads // nil when no file was chosen
}

// readForm reads a form as it comes, its files into a temporary file. On an
// error nothing is left of them.
func readForm(m *multipart.Reader, limits uploadLimits) (f importForm, err error) {
	f.fields = map[string]string{}
	defer func() {
		if err != nil {
			f.files.close()
			f.files = nil
		}
	}()
	for {
		part, err := m.NextRawPart()
		if err == io.EOF {
			f.files.sort()
			return f, nil
		}
		if err != nil {
			return f, formError(err)
		}
		_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if err != nil {
			return f, problemf(badBody, "A part of the form has a Content-Disposition that cannot be read.")
		}
		name, isFile := params["filename"]
		if !isFile {
			err = f.field(params["name"], part)
		} else if params["name"] == "files" {
			err = f.file(name, part, limits)
		} else {
			err = problemf(badBody, "The form has a file under %.40q; files are sent under files.", params["name"])
		}
		if err != nil {
			return f, err
		}
	}
}

func (f *importForm) field(name string, part io.Reader) error {
	if f.parts++; f.parts > maxFormFields {
		return problemf(badBody, "The form has more than %d fields.", maxFormFields)
	}
	b, err := io.ReadAll(io.LimitReader(part, maxFormField+1))
	if err != nil {
		return formError(err)
	}
	if len(b) > maxFormField {
		return problemf(tooLarge, "The field %.40q has more than %d bytes.", name, maxFormField)
	}
	if !utf8.Valid(b) {
		return problemf(badBody, "The field %.40q is not UTF-8.", name)
	}
	f.fields[name] = strings.TrimSpace(string(b))
	return nil
}

// file keeps one file. A form sends a file without name and content for an empty
// choice.
func (f *importForm) file(name string, part io.Reader, limits uploadLimits) error {
	if f.files == nil {
		tmp, err := newTempFile("newsdex-upload-*")
		if err != nil {
			return keepError(err)
		}
		f.files = &uploads{tmp: tmp, names: map[string]int{}}
	}
	u := f.files
	if len(u.files) >= maxUploadFiles {
		return problemf(tooLarge, "More than %s files; put them into an archive (.zip or .tar.gz).", count(maxUploadFiles))
	}
	room := min(limits.file, limits.all-u.size)
	w := &keeping{u.tmp}
	n, err := io.Copy(w, io.LimitReader(part, room+1))
	switch {
	case errors.As(err, new(*httpError)):
		return err
	case err != nil:
		return formError(err)
	case n > room && room < limits.file:
		return problemf(tooLarge, "The files have more than %s together; send them in several turns, put the folder below --ingest-root, or use newsdex index.", sizeText(limits.all))
	case n > room:
		return problemf(tooLarge, "The file %.100q has more than %s; put it below --ingest-root, or use newsdex index.", name, sizeText(limits.file))
	case name == "" && n == 0:
		return nil
	}
	u.files = append(u.files, uploaded{name: u.free(uploadName(name)), at: u.size, size: n})
	u.size += n
	return nil
}

// keeping tells errors of the disk from those of the network.
type keeping struct{ w io.Writer }

func (k *keeping) Write(p []byte) (int, error) {
	n, err := k.w.Write(p)
	if err != nil {
		err = keepError(err)
	}
	return n, err
}

func keepError(err error) error {
	return &httpError{code: internal, cause: err, detail: "The files could not be kept in the folder for temporary files; its disk may be full. The log of the server tells the cause."}
}

// formError is an error of reading a form.
func formError(err error) error {
	switch {
	case errors.Is(err, errNoMore):
		return problemf(stalled, "Nothing more of the form came for a while. Nothing was imported; send it again.")
	case errors.Is(err, errStopping):
		return problemf(notReady, "The server is stopping. Nothing was imported.")
	}
	return &httpError{code: badBody, cause: err, detail: "The form broke off, or is no multipart/form-data (a file with control characters in its name makes it such). Nothing was imported; send it again."}
}

// uploadName is the name of an uploaded file as it is shown and detected by: the
// path that a browser sends for a folder, without anything that climbs.
func uploadName(name string) string {
	var parts []string
	for part := range strings.SplitSeq(strings.ReplaceAll(name, `\`, "/"), "/") {
		if part = strings.TrimSpace(part); part != "" && part != "." && part != ".." {
			parts = append(parts, part)
		}
	}
	name = strings.ToValidUTF8(strings.Join(parts, "/"), string(utf8.RuneError))
	if cut := len(name) - maxUploadName; cut > 0 {
		name = strings.TrimLeft(strings.ToValidUTF8(name[cut:], ""), "/.") // the end tells the format
	}
	if name == "" {
		return "unnamed"
	}
	return name
}

// free returns the name, or with a number when the form has it already.
func (u *uploads) free(name string) string {
	for with := name; ; {
		if u.names[with] == 0 {
			u.names[with] = 1
			return with
		}
		u.names[name]++ // goes on where it was, however many there are
		ext := path.Ext(name)
		with = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ext), u.names[name], ext)
	}
}

func (u *uploads) sort() {
	if u != nil {
		slices.SortFunc(u.files, func(a, b uploaded) int { return cmp.Compare(a.name, b.name) })
	}
}

func (u *uploads) close() {
	if u != nil {
		u.tmp.close()
	}
}

// Open opens a file, or the folder of all.
func (u *uploads) Open(name string) (fs.File, error) {
	f, err := u.find("open", name)
	if err != nil {
		return nil, err
	}
	return openUpload{io.NewSectionReader(u.tmp, f.at, f.size), f}, nil
}

// Stat describes a file, or the folder of all.
func (u *uploads) Stat(name string) (fs.FileInfo, error) { return u.find("stat", name) }

// ReadDir lists the folder of all. Names may hold slashes.
func (u *uploads) ReadDir(string) ([]fs.DirEntry, error) {
	out := make([]fs.DirEntry, len(u.files))
	for i, f := range u.files {
		out[i] = fs.FileInfoToDirEntry(f)
	}
	return out, nil
}

func (u *uploads) find(op, name string) (uploaded, error) {
	if name == "." {
		return uploaded{name: name}, nil
	}
	i, ok := slices.BinarySearchFunc(u.files, name, func(f uploaded, n string) int { return cmp.Compare(f.name, n) })
	if !ok {
		return uploaded{}, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return u.files[i], nil
}

type openUpload struct {
	*io.SectionReader
	info uploaded
}

func (f openUpload) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f openUpload) Close() error               { return nil }

func (f uploaded) Name() string       { return f.name }
func (f uploaded) Size() int64        { return f.size }
func (f uploaded) ModTime() time.Time { return time.Time{} }
func (f uploaded) IsDir() bool        { return f.name == "." }
func (f uploaded) Sys() any           { return nil }
func (f uploaded) Mode() fs.FileMode {
	if f.IsDir() {
		return fs.ModeDir | 0o500
	}
	return 0o400
}

// sizeText writes a number of bytes as people read it.
func sizeText(n int64) string {
	switch {
	case n >= 1<<30:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/(1<<30)), ".0") + " GB"
	case n >= 1<<20:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/(1<<20)), ".0") + " MB"
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
