// Package trace remembers what happened to the latest requests, step by step,
// for the inspector page.
package trace

import (
	"net/http"
	"sync"
	"time"
)

// A Step is one step of the pipeline: what it decided, and how long it took.
type Step struct {
	Name     string        `json:"name"`
	Decision string        `json:"decision"`
	Duration time.Duration `json:"durationNs"`
}

// A Request is what happened to one request.
type Request struct {
	ID         string        `json:"requestId"`
	ExtendedID string        `json:"extendedRequestId"`
	Time       time.Time     `json:"time"`
	Method     string        `json:"method"`
	Path       string        `json:"path"` // with the stage
	API        string        `json:"apiId"`
	Stage      string        `json:"stage"`
	Route      string        `json:"route"` // "GET /personnel/{id}"; empty when none matched
	Status     int           `json:"status"`
	Error      string        `json:"error,omitempty"` // type of the gateway response, when it is one
	Duration   time.Duration `json:"durationNs"`
	Bytes      int           `json:"bytes"` // of the answer's body
	Steps      []Step        `json:"steps"`
	Texts      []Text        `json:"texts,omitempty"` // what templates made
	Log        []string      `json:"log,omitempty"`   // why, in words

	Integration *Integration `json:"integration,omitempty"` // nil when none was called
	Exchange    *Exchange    `json:"exchange,omitempty"`
}

// An Integration is the call of a backend.
type Integration struct {
	URI          string        `json:"uri"`
	Header       []string      `json:"header,omitempty"` // "Name: value"
	Status       int           `json:"status,omitempty"` // zero when there was no answer
	AnswerHeader []string      `json:"answerHeader,omitempty"`
	Duration     time.Duration `json:"durationNs"`
}

// A Recorder keeps the latest requests. The zero value keeps none.
type Recorder struct {
	mu       sync.Mutex
	ring     []entry
	next     int
	watchers map[chan *Request]bool
}

// NewRecorder makes a recorder of the latest n requests.
func NewRecorder(n int) *Recorder { return &Recorder{ring: make([]entry, n)} }

// An entry is a request, and what was exchanged once that is known.
type entry struct {
	request  *Request
	exchange *Exchange
}

// ProbeAgent is the User-Agent of a request that asks whether a stage answers, and
// nothing else. No recorder keeps it.
const ProbeAgent = "apigen-probe"

// Add records a finished request, which must not be changed afterwards, and how it
// came. It keeps no probes.
func (r *Recorder) Add(q *Request, came *http.Request) {
	if came.UserAgent() == ProbeAgent {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.ring) == 0 {
		return
	}
	r.ring[r.next] = entry{request: q}
	r.next = (r.next + 1) % len(r.ring)
	for c := range r.watchers {
		select {
		case c <- q:
		default:
		}
	}
}

// Latest gives the recorded requests, newest first.
func (r *Recorder) Latest() []*Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := []*Request{}
	for i := range r.ring {
		e := r.ring[(r.next-1-i+2*len(r.ring))%len(r.ring)]
		if e.request == nil {
			continue
		}
		q := *e.request
		q.Exchange = e.exchange
		out = append(out, &q)
	}
	return out
}

// Get gives the recorded request of that id, or nil.
func (r *Recorder) Get(id string) *Request {
	for _, q := range r.Latest() {
		if q.ID == id {
			return q
		}
	}
	return nil
}
