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

	room Integration // of Called
}

// Called notes that a backend is called, of whose answer nothing is known.
func (q *Request) Called(uri string, header []string) {
	q.room = Integration{URI: uri, Header: header}
	q.Integration = &q.room
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
//
// A request that nobody has looked at while it was kept is forgotten, and its
// room is the next one's: a gateway under load makes no garbage here.
type Recorder struct {
	mu       sync.Mutex
	ring     []entry
	next     int
	watchers map[chan *Request]bool

	requests, exchanges sync.Pool // forgotten ones
}

// NewRecorder makes a recorder of the latest n requests.
func NewRecorder(n int) *Recorder { return &Recorder{ring: make([]entry, n)} }

// An entry is a request, and what was exchanged once that is known.
type entry struct {
	request  *Request
	exchange *Exchange
	seen     bool // somebody has them, who may keep them
}

// NewRequest gives an empty request with room for its steps. Who does not add it
// may keep it.
func (r *Recorder) NewRequest() *Request {
	if q, ok := r.requests.Get().(*Request); ok {
		return q
	}
	return &Request{Steps: make([]Step, 0, 12), Texts: make([]Text, 0, 3)}
}

// NewExchange gives an empty exchange with room for bodies. Who does not attach
// it may keep it.
func (r *Recorder) NewExchange() *Exchange {
	if e, ok := r.exchanges.Get().(*Exchange); ok {
		return e
	}
	return new(Exchange)
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
	r.forget(r.ring[r.next])
	r.ring[r.next] = entry{request: q, seen: len(r.watchers) > 0}
	r.next = (r.next + 1) % len(r.ring)
	for c := range r.watchers {
		select {
		case c <- q:
		default:
		}
	}
}

// forget keeps the room of an entry that nobody has seen.
func (r *Recorder) forget(old entry) {
	if old.seen || old.request == nil {
		return
	}
	q := old.request
	clear(q.Steps)
	clear(q.Texts)
	*q = Request{Steps: q.Steps[:0], Texts: q.Texts[:0]}
	r.requests.Put(q)
	if e := old.exchange; e != nil {
		*e = Exchange{Body: e.Body[:0], AnswerBody: e.AnswerBody[:0]}
		r.exchanges.Put(e)
	}
}

// Latest gives the recorded requests, newest first.
func (r *Recorder) Latest() []*Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := []*Request{}
	for i := range r.ring {
		if q := r.ring[(r.next-1-i+2*len(r.ring))%len(r.ring)].show(); q != nil {
			out = append(out, q)
		}
	}
	return out
}

// show gives the request with what was exchanged; nil when there is none.
func (e *entry) show() *Request {
	if e.request == nil {
		return nil
	}
	e.seen = true
	q := *e.request
	q.Exchange = e.exchange
	return &q
}

// Get gives the recorded request of that id, or nil.
func (r *Recorder) Get(id string) *Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.find(id); e != nil {
		return e.show()
	}
	return nil
}

// find gives the entry of a request, or nil: of the newest, when several have the
// id.
func (r *Recorder) find(id string) *entry {
	for n := range r.ring {
		e := &r.ring[(r.next-1-n+2*len(r.ring))%len(r.ring)]
		if e.request != nil && e.request.ID == id {
			return e
		}
	}
	return nil
}
