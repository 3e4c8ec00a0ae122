package wiretest

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	things "github.com/apigen-go/apigen/internal/generate/bind/testdata/alternatives/api"
	thingsclient "github.com/apigen-go/apigen/internal/generate/bind/testdata/alternatives/client"
	thingsserver "github.com/apigen-go/apigen/internal/generate/bind/testdata/alternatives/server"
	gallery "github.com/apigen-go/apigen/internal/generate/bind/testdata/binary/api"
	galleryclient "github.com/apigen-go/apigen/internal/generate/bind/testdata/binary/client"
	galleryserver "github.com/apigen-go/apigen/internal/generate/bind/testdata/binary/server"
	"github.com/apigen-go/apigen/problem"
	"github.com/apigen-go/apigen/serve"
)

// cupboard answers as the name of a thing says.
type cupboard struct{}

func (cupboard) PutThing(_ context.Context, in *things.PutThingRequest) (*things.PutThingResponse, error) {
	switch in.Name {
	case "old":
		return &things.PutThingResponse{Revision: 2, Replaced: &in.Body}, nil
	case "new":
		return &things.PutThingResponse{Revision: 1, Created: &in.Body}, nil
	}
	return &things.PutThingResponse{Revision: 3}, nil
}

func (cupboard) GetThing(context.Context, *things.GetThingRequest) (*things.Thing, error) {
	return nil, problem.Problem{Status: 404, Title: "No such thing"}
}

func TestAlternatives(t *testing.T) {
	t.Parallel()
	var log errorLog
	srv := httptest.NewServer(thingsserver.New(cupboard{}, log.option()))
	defer srv.Close()
	c, err := thingsclient.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	body := things.Thing{Name: "n", Parts: []string{}}
	for name, want := range map[string]*things.PutThingResponse{
		"old": {Revision: 2, Replaced: &body},
		"new": {Revision: 1, Created: &body},
	} {
		got, err := c.PutThing(t.Context(), &things.PutThingRequest{Name: name, Body: things.Thing{Name: "n"}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	_, err = c.PutThing(t.Context(), &things.PutThingRequest{Name: "none"})
	var p problem.Problem
	if !errors.As(err, &p) || p.Status != 500 {
		t.Errorf("no alternative: %v", err)
	}
	if got := log.all(); len(got) != 1 || !strings.Contains(got[0], "no response") {
		t.Errorf("log = %q", got)
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	h := thingsserver.New(cupboard{})
	answer := map[string]string{
		"Access-Control-Allow-Origin":      "https://things.example.com",
		"Access-Control-Allow-Credentials": "true",
		"Access-Control-Expose-Headers":    "X-Revision",
		"Vary":                             "Origin",
	}
	preflight := map[string]string{
		"Access-Control-Allow-Origin":      "https://things.example.com",
		"Access-Control-Allow-Credentials": "true",
		"Access-Control-Allow-Methods":     "PUT,GET,OPTIONS",
		"Access-Control-Allow-Headers":     "Content-Type",
		"Access-Control-Max-Age":           "600",
	}
	for _, tt := range []struct {
		name, method, target, body string
		status                     int
		headers                    map[string]string
	}{
		{"success", "PUT", "/things/new", `{"name":"n","parts":[]}`, 201, answer},
		{"problem", "GET", "/things/new", "", 404, answer},
		{"bad request", "PUT", "/things/new", "", 400, answer},
		{"unknown path", "GET", "/nowhere", "", 404, answer},
		{"unknown method", "POST", "/things/new", "", 405, answer},
		{"preflight", "OPTIONS", "/things/new", "", 200, preflight},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := send(t, h, tt.method, tt.target, tt.body, "Origin", "https://things.example.com", "Access-Control-Request-Method", "PUT")
			if w.Code != tt.status {
				t.Errorf("status = %d, want %d", w.Code, tt.status)
			}
			got := map[string]string{}
			for name, values := range w.Header() {
				if strings.HasPrefix(name, "Access-Control-") || name == "Vary" {
					got[name] = strings.Join(values, "|")
				}
			}
			if diff := cmp.Diff(tt.headers, got); diff != "" {
				t.Errorf("headers (-want +got):\n%s", diff)
			}
		})
	}
}

// wall keeps one picture.
type wall struct {
	contentType string
	body        []byte
}

func (g *wall) GetPicture(context.Context, *gallery.GetPictureRequest) (*gallery.GetPictureResponse, error) {
	return &gallery.GetPictureResponse{ContentType: g.contentType, ETag: `"1"`, Body: g.body}, nil
}

func (g *wall) PutPicture(_ context.Context, in *gallery.PutPictureRequest) error {
	g.contentType, g.body = in.ContentType, in.Body
	return nil
}

func (g *wall) Thumbnail(_ context.Context, in *gallery.ThumbnailRequest) (*gallery.ThumbnailResponse, error) {
	return &gallery.ThumbnailResponse{Body: in.Body[:1]}, nil
}

func TestBinaryRoundTrip(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(galleryserver.New(&wall{}))
	defer srv.Close()
	c, err := galleryclient.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	if err := c.PutPicture(t.Context(), &gallery.PutPictureRequest{ID: "1", ContentType: "image/webp", Body: all}); err != nil {
		t.Fatal(err)
	}
	got, err := c.GetPicture(t.Context(), &gallery.GetPictureRequest{ID: "1"})
	if err != nil {
		t.Fatal(err)
	}
	if got.ContentType != "image/webp" || got.ETag != `"1"` || !bytes.Equal(got.Body, all) {
		t.Errorf("GetPicture = %q %q, %d bytes", got.ContentType, got.ETag, len(got.Body))
	}
	small, err := c.Thumbnail(t.Context(), &gallery.ThumbnailRequest{Body: all[5:]})
	if err != nil || !bytes.Equal(small.Body, all[5:6]) {
		t.Errorf("Thumbnail = %v, %v", small, err)
	}
}

func TestBinaryErrors(t *testing.T) {
	t.Parallel()
	var log errorLog
	h := galleryserver.New(&wall{contentType: "text/html"}, serve.MaxBody(4), log.option())
	for _, tt := range []struct {
		name, body, contentType string
		status                  int
		detail                  string
	}{
		{"no body", "", "image/png", 400, ""},
		{"too large", "12345", "image/png", 413, "the body is larger than 4 bytes"},
		{"another type", "1234", "image/gif", 415, "the body must be image/png, image/webp"},
		{"no type", "1234", "", 415, "the body must be image/png, image/webp"},
	} {
		w := send(t, h, "PUT", "/pictures/1", tt.body, "Content-Type", tt.contentType)
		if p := decodeProblem(t, w); p.Status != tt.status || p.Detail != tt.detail {
			t.Errorf("%s: %+v", tt.name, p)
		}
	}
	if w := send(t, h, "PUT", "/pictures/1", "1234", "Content-Type", "IMAGE/PNG; a=b"); w.Code != http.StatusNoContent {
		t.Errorf("media types are equal in any case: %d %s", w.Code, w.Body)
	}
	h = galleryserver.New(&wall{contentType: "text/html"}, log.option())
	if p := decodeProblem(t, send(t, h, "GET", "/pictures/1", "")); p.Status != 500 {
		t.Errorf("undeclared content type: %+v", p)
	}
	if got := log.all(); len(got) != 1 || !strings.Contains(got[0], `content type "text/html"`) {
		t.Errorf("log = %q", got)
	}
}
