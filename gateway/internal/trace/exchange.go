package trace

import "net/http"

// An Exchange is a request as it came and the answer as it went, as far as the
// recorder keeps them.
type Exchange struct {
	Host   string      `json:"host"`
	Target string      `json:"target"` // path and query as on the wire
	Header http.Header `json:"header"`
	Body   []byte      `json:"body"`
	Cut    bool        `json:"cut,omitempty"` // whether the body is longer

	AnswerHeader http.Header `json:"answerHeader"`
	AnswerBody   []byte      `json:"answerBody"`
	AnswerCut    bool        `json:"answerCut,omitempty"`
}

// Attach adds to a recorded request what was exchanged, which must not be changed
// afterwards. A request that is not remembered any more is left alone.
func (r *Recorder) Attach(id string, e *Exchange) {
	if len(e.Body) == 0 {
		e.Body = nil
	}
	if len(e.AnswerBody) == 0 {
		e.AnswerBody = nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if found := r.find(id); found != nil {
		found.exchange = e
	}
}

// Watch gives every request that is recorded from now on, until stop is called.
// Who does not keep up misses some.
func (r *Recorder) Watch() (requests <-chan *Request, stop func()) {
	c := make(chan *Request, 64)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.watchers == nil {
		r.watchers = map[chan *Request]bool{}
	}
	r.watchers[c] = true
	return c, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watchers, c)
	}
}
