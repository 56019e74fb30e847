// Package fields reads records of named fields, JSON in its shapes and tables:
// which names mean what, those that the user gives among them, and what a value
// must look like. It must never know a standard of agencies or feeds.
//
// # JSON Lines
//
// One line is one article, an object. Its fields may have newsdex's own names or
// those of other systems (see fieldNames and docs/formats.md); the first that is
// there wins:
//
//	id                              text or number, kept as it is written
//	title, headline                 text
//	body, text                      text; a summary when neither is there
//	date, published, published_at   a day or an instant
//	updated, updated_at, modified   a day or an instant
//	source                          text
//	author, byline, by              text or a list of texts; a text is one value
//	section                         text
//	tags, tag, keywords             text or a list of texts; a text is one value
//	url                             text
//	lang, language                  text
//
// Null and "" are the same as absent. A date that cannot be read leaves the
// article undated, with a note. What the HTTP API adds to an article when it is
// read (word_count, links, and so on) is passed over in silence, so that an
// answer can be sent back; every other field is ignored with a note. Blank lines
// are passed over. A broken line, a wrong type under these names, or a line over
// stream.MaxLine bytes costs that record only. The files may be UTF-16; other
// encodings than UTF-8 are read as damaged UTF-8.
//
// # JSON and tables
//
// JSON that is not one object a line (lists, answers of services, objects over
// several lines) and tables (CSV, TSV) are read by the same names, one record at
// a time; see readJSON and readCSV.
package fields
