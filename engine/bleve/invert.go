package bleve

import "sync"

// shareBytes is the least text worth an inverter of its own, as words that stand
// in several shares are put in order once in each.
const shareBytes = 1 << 18

// invert inverts documents on all cores: neighbours are given to one inverter,
// about as much text to each, and what they made is joined. The result does not
// depend on how many there are.
func invert(docs []*document, common map[string]bool, usual *usualStems, workers int) *inverted {
	shares := share(docs, workers)
	made, failed := make([]*inverted, len(shares)), make([]any, len(shares))
	var wg sync.WaitGroup
	base := 0
	for i, docs := range shares {
		v := newInverter(common, usual, base)
		base += len(docs)
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failed[i] = p
				}
			}()
			for _, d := range docs {
				v.add(d)
			}
			made[i] = v.done()
		})
	}
	wg.Wait()
	for _, p := range failed {
		if p != nil {
			panic(p) // whoever writes the batch makes it an error
		}
	}
	all := made[0]
	for _, next := range made[1:] {
		all = join(all, next)
	}
	all.assign()
	return all
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
