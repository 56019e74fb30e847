package bleve

import "sync"

// shareBytes is the least text worth an inverter of its own: joining two costs
// about a tenth of what inverting takes.
const shareBytes = 1 << 18

// invert inverts documents on all cores: neighbours are given to one inverter,
// about as much text to each, and what they made is joined. The result does not
// depend on how many there are.
func invert(docs []*document, common map[string]bool, usual *usualStems, workers int) *inverter {
	shares := share(docs, workers)
	made, failed := make([]*inverter, len(shares)), make([]any, len(shares))
	var wg sync.WaitGroup
	base := 0
	for i, docs := range shares {
		v := newInverter(common, usual, base)
		made[i], base = v, base+len(docs)
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failed[i] = p
				}
			}()
			for _, d := range docs {
				v.add(d)
			}
		})
	}
	wg.Wait()
	for _, p := range failed {
		if p != nil {
			panic(p) // whoever writes the batch makes it an error
		}
	}
	for _, v := range made[1:] {
		made[0].join(v)
	}
	made[0].assign()
	return made[0]
}

// share cuts documents into at most n runs of about as much text, at least one.
func share(docs []*document, n int) [][]*document {
	all := 0
	for _, d := range docs {
		all += len(d.article.Body)
	}
	n = max(1, min(n, all/shareBytes))
	var out [][]*document
	begin, taken := 0, 0
	for i, d := range docs {
		if taken >= all*(len(out)+1)/n && len(out) < n-1 {
			out = append(out, docs[begin:i])
			begin = i
		}
		taken += len(d.article.Body)
	}
	return append(out, docs[begin:])
}

// join adds what another inverter made of the documents that follow.
func (v *inverter) join(next *inverter) {
	to := make([]int32, len(next.terms)) // the terms of next here
	for n := range next.terms {
		t := &next.terms[n]
		switch t.key[0] {
		case wordKey:
			to[n] = v.word(t.key[1:])
		case pairKey:
			continue // both its words must be known
		default:
			to[n] = v.other([]byte(t.key))
		}
	}
	for words, n := range next.pairs {
		to[n] = v.pair(to[words[0]], to[words[1]])
	}
	for n := range next.terms {
		from, t := &next.terms[n], &v.terms[to[n]]
		if t.postings == nil {
			t.postings = from.postings
		} else {
			t.postings = append(t.postings, from.postings...)
		}
		t.uses += from.uses
		if from.code >= 0 {
			v.encode(to[n])
		}
		for _, f := range from.forms {
			t.forms = append(t.forms, to[f])
		}
	}
	renumber := func(numbers []int32) {
		for i, n := range numbers {
			numbers[i] = to[n]
		}
	}
	for _, t := range next.texts {
		renumber(t.headline)
		renumber(t.body)
	}
	v.texts = append(v.texts, next.texts...)
}
