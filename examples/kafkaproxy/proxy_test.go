package kafkaproxy_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// A restProxy is a server with the produce and topic calls of a Kafka REST proxy
// (API v2) over topics in memory: it takes what such a proxy takes, and refuses
// what it refuses with its codes.
type restProxy struct {
	mu     sync.Mutex
	topics map[string][]json.RawMessage
}

func startProxy(t *testing.T) (*restProxy, *httptest.Server) {
	t.Helper()
	p := &restProxy{topics: map[string][]json.RawMessage{"readings": nil, "alarms": nil}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /topics", p.list)
	mux.HandleFunc("POST /topics/{topic}", p.produce)
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return p, srv
}

func (p *restProxy) list(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	names := []string{}
	for name := range p.topics {
		names = append(names, name)
	}
	slices.Sort(names)
	answer(w, http.StatusOK, names)
}

func (p *restProxy) produce(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Content-Type") != "application/vnd.kafka.json.v2+json" {
		answer(w, http.StatusUnsupportedMediaType, map[string]any{"error_code": 415, "message": "HTTP 415 Unsupported Media Type"})
		return
	}
	var in struct {
		Records []struct{ Value json.RawMessage } `json:"records"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		answer(w, http.StatusUnprocessableEntity, map[string]any{"error_code": 422, "message": err.Error()})
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	topic := r.PathValue("topic")
	if _, ok := p.topics[topic]; !ok {
		answer(w, http.StatusNotFound, map[string]any{"error_code": 40401, "message": "Topic not found."})
		return
	}
	type offset struct {
		Partition int `json:"partition"`
		Offset    int `json:"offset"`
	}
	offsets := []offset{}
	for _, record := range in.Records {
		offsets = append(offsets, offset{Offset: len(p.topics[topic])})
		p.topics[topic] = append(p.topics[topic], record.Value)
	}
	answer(w, http.StatusOK, map[string]any{"offsets": offsets})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/vnd.kafka.v2+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// records gives what a topic holds.
func (p *restProxy) records(topic string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var texts []string
	for _, r := range p.topics[topic] {
		texts = append(texts, string(r))
	}
	return texts
}
