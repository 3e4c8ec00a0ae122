package problem_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/problem"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		p      problem.Problem
		status int
		body   string
	}{
		{"declared", errNotFound, 404, `{"type":"person-not-found","title":"No such person","status":404}`},
		{"markup", problem.Problem{Status: 400, Detail: "<script>&"}, 400, `{"status":400,"detail":"\u003cscript\u003e\u0026"}`},
		{"no status", problem.Problem{Title: "x"}, 500, `{"title":"x","status":500}`},
		{"a status that is no error", problem.Problem{Status: 204}, 500, `{"status":500}`},
		{"no status HTTP has", problem.Problem{Status: 1000}, 500, `{"status":500}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("ETag", `"v1"`)
			problem.Write(w, tt.p)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			if got := w.Body.String(); got != tt.body {
				t.Errorf("body %s, want %s", got, tt.body)
			}
			h := w.Result().Header
			want := http.Header{
				"Content-Type":           {"application/problem+json"},
				"Content-Length":         {h.Get("Content-Length")},
				"X-Content-Type-Options": {"nosniff"},
			}
			if diff := cmp.Diff(want, h); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWriteToHEAD(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		problem.Write(w, errNotFound)
	}))
	defer srv.Close()
	resp, err := http.Head(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || len(body) > 0 || resp.StatusCode != 404 || resp.ContentLength < 10 {
		t.Errorf("HEAD: status %d, length %d, body %q, error %v", resp.StatusCode, resp.ContentLength, body, err)
	}
}

func TestDecodeReadsWhatWriteWrote(t *testing.T) {
	t.Parallel()
	want := errNotFound.WithDetail("no <b> has id 7").WithViolations(
		problem.Violation{Pointer: "/name", Detail: "is empty"},
		problem.Violation{Parameter: "limit", Detail: "is no number"})
	want.Instance = "/requests/1"
	w := httptest.NewRecorder()
	problem.Write(w, want)
	if diff := cmp.Diff(want, problem.Decode(w.Result())); diff != "" {
		t.Error(diff)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	notFound := problem.Problem{Status: 404, Title: "Not Found"}
	for _, tt := range []struct {
		name, contentType, body string
		status                  int
		want                    problem.Problem
	}{
		{"a status in the body is advice", "application/problem+json; charset=utf-8", `{"status":500,"type":"t"}`, 404,
			problem.Problem{Type: "t", Status: 404, Title: "Not Found"}},
		{"about:blank is no type", "application/problem+json", `{"type":"about:blank"}`, 404, notFound},
		// RFC 9457, section 3.1: a member of another type MUST be ignored.
		{"members of other types", "application/problem+json",
			`{"type":1,"title":["x"],"status":"404","detail":{"a":1},"violations":[1,{"detail":2},{"detail":"ok","more":1}],"balance":30}`, 404,
			problem.Problem{Status: 404, Title: "Not Found", Violations: []problem.Violation{{Detail: "ok"}}}},
		{"violations of another type", "application/problem+json", `{"violations":"x","detail":"d"}`, 404,
			problem.Problem{Status: 404, Title: "Not Found", Detail: "d"}},
		{"API Gateway", "application/json", `{"message":"Missing Authentication Token"}`, 403,
			problem.Problem{Status: 403, Title: "Forbidden", Detail: "Missing Authentication Token"}},
		// ACCESS_DENIED spells it with a capital.
		{"API Gateway, denied", "application/json", `{"Message":"User is not authorized"}`, 403,
			problem.Problem{Status: 403, Title: "Forbidden", Detail: "User is not authorized"}},
		{"API Gateway, authorizer crashed", "application/json", `{"message":null}`, 500,
			problem.Problem{Status: 500, Title: "Internal Server Error"}},
		{"a page", "text/html", `<h1>{"title":"x"}</h1>`, 404, notFound},
		{"no JSON", "application/problem+json", `{"title":`, 404, notFound},
		{"a list", "application/problem+json", `["title"]`, 404, notFound},
		{"nothing", "", "", 404, notFound},
		{"too long", "application/problem+json", `{"title":"` + strings.Repeat("x", 70_000) + `"}`, 404, notFound},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, problem.Parse(tt.status, tt.contentType, []byte(tt.body))); diff != "" {
				t.Errorf("Parse(%d, %q, %q) (-want +got):\n%s", tt.status, tt.contentType, tt.body, diff)
			}
		})
	}
}

func TestDecodeIsBounded(t *testing.T) {
	t.Parallel()
	endless := &endlessReader{}
	p := problem.Decode(&http.Response{StatusCode: 502, Header: http.Header{"Content-Type": {"application/problem+json"}}, Body: io.NopCloser(endless)})
	if want := (problem.Problem{Status: 502, Title: "Bad Gateway"}); !cmp.Equal(p, want) {
		t.Errorf("got %+v, want %+v", p, want)
	}
	if endless.read > 1<<20 {
		t.Errorf("read %d bytes of an endless body", endless.read)
	}
	if p := problem.Decode(&http.Response{StatusCode: 502}); p.Status != 502 {
		t.Errorf("without a body: %+v", p)
	}
}

type endlessReader struct{ read int }

func (r *endlessReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	r.read += len(p)
	return len(p), nil
}

func FuzzParse(f *testing.F) {
	f.Add(404, "application/problem+json", []byte(`{"type":"t","title":"x","violations":[{"detail":"d","pointer":"/a"}]}`))
	f.Add(403, "application/json", []byte(`{"Message":"no"}`))
	f.Add(500, "text/html; charset", []byte(`<`))
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		p := problem.Parse(status, contentType, body)
		if p.Status != status {
			t.Errorf("status %d became %d", status, p.Status)
		}
		out, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		again := problem.Parse(status, problem.ContentType, out)
		if len(out) < 1<<15 && !cmp.Equal(p, again) {
			t.Errorf("%+v was written and read as %+v", p, again)
		}
	})
}
