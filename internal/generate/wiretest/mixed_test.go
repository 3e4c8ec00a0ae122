package wiretest

import (
	"context"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	mixed "github.com/apigen-go/apigen/internal/generate/bind/testdata/mixed/api"
	mixedclient "github.com/apigen-go/apigen/internal/generate/bind/testdata/mixed/client"
	mixedserver "github.com/apigen-go/apigen/internal/generate/bind/testdata/mixed/server"
	"github.com/apigen-go/apigen/problem"
)

type mirror struct{}

func (mirror) Echo(_ context.Context, in *mixed.EchoRequest) (*mixed.Echo, error) {
	return &mixed.Echo{
		Path: in.Path, ID: in.ID, Other: in.Other, From: in.From, IDs: in.IDs, Tags: in.Tags, Names: in.Names, Session: in.Session, Theme: in.Theme,
	}, nil
}

func (mirror) Write(_ context.Context, in *mixed.WriteRequest) (*mixed.WriteResponse, error) {
	return &mixed.WriteResponse{Body: mixed.Prose(in.ContentType + ": " + in.Body)}, nil
}

func (mirror) Patch(_ context.Context, in *mixed.PatchRequest) (*mixed.PatchResponse, error) {
	return &mixed.PatchResponse{Body: in.Body}, nil
}

func TestParametersOfEveryKind(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(mixedserver.New(mirror{}))
	defer srv.Close()
	c, err := mixedclient.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	other, theme := uuid.New(), "dark"
	in := &mixed.EchoRequest{
		Path: "a/b c/d", ID: uuid.New(), Other: &other, From: netip.MustParseAddr("192.0.2.1"), IDs: []int{1, 2},
		Tags: []mixed.Tag{mixed.Red, mixed.Blue}, Names: []string{"x", "y"}, Session: "s", Theme: &theme, Ratio: 0.5,
	}
	out, err := c.Echo(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	want := &mixed.Echo{
		Path: in.Path, ID: in.ID, Other: in.Other, From: in.From, IDs: in.IDs, Tags: in.Tags, Names: in.Names, Session: in.Session, Theme: in.Theme,
	}
	if diff := cmp.Diff(want, out, cmpopts.EquateComparable(netip.Addr{})); diff != "" {
		t.Errorf("Echo (-sent +received):\n%s", diff)
	}
}

func TestParameterErrorsOfEveryKind(t *testing.T) {
	t.Parallel()
	const id = "6f1c2a3e-0000-4000-8000-000000000000"
	h := mixedserver.New(mirror{})
	for target, want := range map[string][]problem.Violation{
		"/echo/a?id=x&ids=1&other=y": {
			{Parameter: "id", Detail: "does not have the form the contract gives it"},
			{Parameter: "other", Detail: "does not have the form the contract gives it"},
		},
		"/echo/a?id=" + id + "&ids=1,b":                        {{Parameter: "ids", Detail: "is not an integer"}},
		"/echo/a?id=" + id:                                     {{Parameter: "ids", Detail: "is required"}},
		"/echo/a?id=" + id + "&ids=1&tag=red&tag=pink":         {{Parameter: "tag", Detail: "is not one of red, blue"}},
		"/echo/a?id=" + id + "&ids=1&tag=red&tag=red&tag=blue": {{Parameter: "tag", Detail: "has more than 2 items"}},
		"/echo/a?id=" + id + "&ids=1&ratio=1":                  {{Parameter: "ratio", Detail: "is not less than 1"}},
		"/echo/a?id=" + id + "&ids=1&ratio=0":                  {{Parameter: "ratio", Detail: "is not more than 0"}},
	} {
		wantViolations(t, send(t, h, "GET", target, "", "Cookie", "session=s"), want...)
	}
	wantViolations(t, send(t, h, "GET", "/echo/a?ids=1&id="+id, ""), problem.Violation{Parameter: "session", Detail: "is required"})
	for _, path := range []string{"/echo", "/echo/"} { // {path+} takes no empty rest
		if p := decodeProblem(t, send(t, h, "GET", path+"?ids=1&id="+id, "", "Cookie", "session=s")); p.Status != 404 {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	h := mixedserver.New(mirror{})
	srv := httptest.NewServer(h)
	defer srv.Close()
	c, err := mixedclient.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	text, err := c.Write(t.Context(), &mixed.WriteRequest{ContentType: "text/markdown", Body: "# ü"})
	if err != nil || text.Body != "text/markdown: # ü" {
		t.Errorf("Write = %+v, %v", text, err)
	}
	patch, err := c.Patch(t.Context(), &mixed.PatchRequest{Body: mixed.Patch{Name: "n"}})
	if err != nil || patch.Body.Name != "n" {
		t.Errorf("Patch = %+v, %v", patch, err)
	}
	w := send(t, h, "PATCH", "/thing", `{"name":"n"}`, "Content-Type", "application/merge-patch+json")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/hal+json" {
		t.Errorf("PATCH: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	if w := send(t, h, "POST", "/text", "x", "Content-Type", "text/html"); w.Code != 415 {
		t.Errorf("text of another kind: %d", w.Code)
	}
	if w := send(t, h, "GET", "/other", ""); w.Code != 404 {
		t.Errorf("an operation of the gateway alone: %d", w.Code)
	}
}
