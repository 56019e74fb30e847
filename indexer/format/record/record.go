// Package record says what one record of a file is before it is an article, what
// an input and a format are, and how a fault is said. It must never know the
// shape of any file.
package record

import "newsdex/article"

// Record is what one record of a file says, before it is an article. Texts may
// still hold control characters; nothing is trimmed but what the format trims.
type Record struct {
	// Number counts from 1: the line in JSON Lines, 1 in plain text.
	Number int
	// Offset is where the record starts, in bytes of the decoded stream.
	Offset int64

	ID, URL         string
	Headline, Body  string
	Byline          []string
	Source, Section string
	Tags            []string
	Lang            string
	Published       article.Date
	Updated         article.Date
	Notes           []Note
}

// Note is something that was done to a record or ignored in it.
type Note struct {
	// Code groups notes for counting, such as "furniture cut" or "ignored field
	// dateline". It is short and safe to print.
	Code string
	// Detail is an example, may be empty, and is safe to print.
	Detail string
	// Count is how often, at least 1: lines, fields or characters.
	Count int
}

// MaxHeadline is the length in bytes above which a first line is a paragraph
// and no headline: five times the longest headline seen in newspapers.
const MaxHeadline = 1000
