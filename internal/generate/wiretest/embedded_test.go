package wiretest

import (
	"context"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/apigen-go/apigen/internal/generate/bind/testdata/embedded/api"
	"github.com/apigen-go/apigen/internal/generate/bind/testdata/embedded/client"
	"github.com/apigen-go/apigen/internal/generate/bind/testdata/embedded/server"
	"github.com/apigen-go/apigen/problem"
)

// notebook answers with what it was asked.
type notebook struct{}

func (notebook) ListNotes(_ context.Context, in *api.ListNotesRequest) (*api.ListNotesResponse, error) {
	out := &api.ListNotesResponse{Total: in.Limit, More: *in.After == 3}
	if in.TenantID != "nobody" {
		out.Body = []api.Note{{Text: in.TenantID, Audit: &api.Audit{Author: "a"}, Replies: []api.Note{{}}}}
	}
	return out, nil
}

func (notebook) AddNotes(_ context.Context, in *api.AddNotesRequest) (*api.AddNotesResponse, error) {
	if len(in.Body) == 0 {
		return &api.AddNotesResponse{}, nil
	}
	counts := map[string]int{in.TenantID: len(in.Body)}
	return &api.AddNotesResponse{Body: &counts}, nil
}

func (notebook) ReplaceNote(_ context.Context, in *api.Note) (*api.Note, error) { return in, nil }

func TestEmbeddedFields(t *testing.T) {
	t.Parallel()
	h := server.New(notebook{})
	w := send(t, h, "GET", "/notes?limit=2", "", "X-Tenant", "t")
	want := `[{"text":"t","author":"a","editors":[],"labels":{},"replies":[{"text":"","labels":{}}]}]`
	if w.Body.String() != want || w.Header().Get("X-Total") != "2" || w.Header().Get("X-More") != "true" {
		t.Errorf("got %s %v\nwant %s", w.Body, w.Header(), want)
	}
	if w := send(t, h, "GET", "/notes?after=4", "", "X-Tenant", "nobody"); w.Body.String() != "[]" || w.Header().Get("X-More") != "" {
		t.Errorf("nil list: %s %v", w.Body, w.Header())
	}
	wantViolations(t, send(t, h, "GET", "/notes?limit=0", "", "X-Tenant", ""),
		problem.Violation{Parameter: "X-Tenant", Detail: "is required"},
		problem.Violation{Parameter: "limit", Detail: "is less than 1"})
	var log errorLog
	if p := decodeProblem(t, send(t, server.New(notebook{}, log.option()), "POST", "/notes", "[]", "X-Tenant", "t")); p.Status != 500 || len(log.all()) != 1 {
		t.Errorf("nil body: %+v, log %q", p, log.all())
	}
}

func TestEmbeddedRoundTrip(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(server.New(notebook{}))
	defer srv.Close()
	c, err := client.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	in := &api.ListNotesRequest{Tenant: api.Tenant{TenantID: "t"}}
	in.Limit = 5
	list, err := c.ListNotes(t.Context(), in)
	if err != nil || list.Total != 5 || !list.More || len(list.Body) != 1 || list.Body[0].Author != "a" {
		t.Errorf("ListNotes = %+v, %v", list, err)
	}
	added, err := c.AddNotes(t.Context(), &api.AddNotesRequest{Tenant: api.Tenant{TenantID: "t"}, Body: make([]api.Note, 3)})
	if err != nil || (*added.Body)["t"] != 3 {
		t.Errorf("AddNotes = %+v, %v", added, err)
	}
	note := &api.Note{Text: "x", Audit: &api.Audit{Author: "b", Editors: []string{"c"}}}
	note.Labels = map[string]string{}
	got, err := c.ReplaceNote(t.Context(), note)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(note, got, cmpopts.IgnoreUnexported(api.Note{})); diff != "" {
		t.Errorf("ReplaceNote (-want +got):\n%s", diff)
	}
}
