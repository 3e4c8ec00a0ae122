package main

import (
	"net/http"
	"sync"
)

// devNews is what the API reference shows of apigen dev.
type devNews struct {
	mu      sync.Mutex
	version int    // counts what was taken into the gateway
	err     string // why the last change was not; empty when it was
}

// failed keeps why a change was not taken.
func (n *devNews) failed(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.err = err.Error()
}

// done counts a change that was taken.
func (n *devNews) done() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.version++
	n.err = ""
}

// notice is why the last change was not taken. Without apigen dev there is none.
func (n *devNews) notice() string {
	if n == nil {
		return ""
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.err
}

// ServeHTTP tells pages. Without apigen dev there is nothing to tell.
func (n *devNews) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	if n == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	answerJSON(w, http.StatusOK, map[string]any{"version": n.version, "error": n.err})
}
