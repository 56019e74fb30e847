package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// Rebuild lets the server make its index anew, and returns how many articles
// there are. progress is told how many of all are copied. When ctx ends, so does
// the rebuild, and the index is as it was.
func (c *Client) Rebuild(ctx context.Context, progress func(done, all int)) (int, error) {
	res, err := c.do(ctx, http.MethodPost, "/v1/rebuild", nil, nil, http.StatusOK)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	for d := json.NewDecoder(res.Body); ; {
		var line struct {
			Done     int      `json:"done"`
			Of       int      `json:"of"`
			Articles *int     `json:"articles"`
			Error    *problem `json:"error"`
		}
		if err := d.Decode(&line); err != nil {
			return 0, fmt.Errorf("the server ended the rebuild without a word, its index should be as it was: %w", err)
		}
		switch {
		case line.Error != nil:
			return 0, fmt.Errorf("the server at %s says: %s", c.base, line.Error.Detail)
		case line.Articles != nil:
			return *line.Articles, nil
		}
		progress(line.Done, line.Of)
	}
}
