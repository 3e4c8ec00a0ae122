package inspector

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// events sends the row of every new request until the page is closed (server-sent
// events, https://html.spec.whatwg.org/multipage/server-sent-events.html).
func (p *Page) events(w http.ResponseWriter, r *http.Request) {
	requests, stop := p.config.Traces.Watch()
	defer stop()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	if _, err := fmt.Fprint(w, "retry: 1000\n\n"); err != nil || out.Flush() != nil {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-p.closed:
			return
		case q := <-requests:
			var row bytes.Buffer
			if page.ExecuteTemplate(&row, "row", q) != nil {
				return
			}
			text, err := json.Marshal(row.String()) // on one line
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(w, "data: %s\n\n", text); err != nil || out.Flush() != nil {
				return
			}
		}
	}
}

// Close ends the pages that are watching.
func (p *Page) Close() { p.once.Do(func() { close(p.closed) }) }
