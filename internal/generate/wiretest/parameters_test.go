package wiretest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/internal/generate/bind/testdata/parameters/api"
	"github.com/apigen-go/apigen/internal/generate/bind/testdata/parameters/client"
	"github.com/apigen-go/apigen/internal/generate/bind/testdata/parameters/server"
	"github.com/apigen-go/apigen/problem"
)

// echoes answers with the request.
type echoes struct{}

func (echoes) Find(_ context.Context, in *api.FindRequest) (*api.Found, error) {
	return &api.Found{
		Area: in.Area, Depth: in.Depth, Q: in.Q, Sort: in.Sort, Limit: in.Limit, Level: in.Level, Cursor: in.Cursor,
		Ratio: in.Ratio, Strict: in.Strict, Since: in.Since, Count: in.Count, Tags: in.Tags, Trace: in.Trace, Tries: in.Tries, In: in.In,
	}, nil
}

func (echoes) Locate(_ context.Context, in *api.LocateRequest) (*api.Found, error) {
	return &api.Found{Area: in.Path, Q: in.Request, Level: &in.Level}, nil
}

func TestParameterDefaults(t *testing.T) {
	t.Parallel()
	w := send(t, server.New(echoes{}), "GET", "/areas/a/0?q=xy", "", "X-Trace", "t")
	want := `{"area":"a","depth":0,"q":"xy","sort":"up","limit":20,"cursor":"","strict":false,"count":0,"tags":[],"trace":"t","in":""}`
	if w.Body.String() != want {
		t.Errorf("got  %s\nwant %s", w.Body, want)
	}
}

func TestParametersRoundTrip(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(server.New(echoes{}))
	defer srv.Close()
	c, err := client.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	level, ratio, since, tries := api.High, -0.25, time.Date(2026, 1, 31, 9, 30, 0, 123456789, time.FixedZone("", 3600)), int32(-3)
	in := api.FindRequest{
		Area: "é/%", Depth: 127, Q: "a b&c=d+e,f", Sort: api.Down, Limit: 100, Level: &level, Cursor: "c%3D", Ratio: &ratio, Strict: true,
		Since: &since, Count: 65535, Tags: []api.Sort{api.Up, api.Down}, Trace: "x y", Tries: &tries, In: "i",
	}
	got, err := c.Find(t.Context(), &in)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := echoes{}.Find(t.Context(), &in)
	if diff := cmp.Diff(want, got, cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("Find (-want +got):\n%s", diff)
	}
	found, err := c.Locate(t.Context(), &api.LocateRequest{Path: "p/q", Request: "r"})
	if err != nil || found.Area != "p/q" || found.Q != "r" || *found.Level != api.High {
		t.Errorf("Locate = %+v, %v", found, err)
	}
}

func TestParameterErrors(t *testing.T) {
	t.Parallel()
	parameter := func(name, detail string) problem.Violation {
		return problem.Violation{Parameter: name, Detail: detail}
	}
	for _, tt := range []struct {
		name, target string
		want         []problem.Violation
	}{
		{"all that cannot be read", "/areas/a/x?limit=1.5&level=one&ratio=NaN&strict=yes&since=today&count=-1", []problem.Violation{
			parameter("depth", "is not an integer"),
			parameter("q", "is required"),
			parameter("limit", "is not an integer"),
			parameter("level", "is not an integer"),
			parameter("ratio", "is not a number"),
			parameter("strict", "is neither true nor false"),
			parameter("since", "is not a date-time as RFC 3339 writes it, e.g. 2026-01-31T09:30:00Z"),
			parameter("count", "is not an integer from 0"),
		}},
		{"all that breaks a constraint", "/areas/ABCDEF/-1?q=x&sort=sideways&limit=101&level=3&ratio=-1&count=7&tags=up,left,down", []problem.Violation{
			parameter("area", "is longer than 5 characters"),
			parameter("area", "does not match the pattern ^[a-zé/%]+$"),
			parameter("depth", "is less than 0"),
			parameter("q", "is shorter than 2 characters"),
			parameter("sort", "is not one of up, down"),
			parameter("limit", "is more than 100"),
			parameter("level", "is not one of 1, 2"),
			parameter("ratio", "is less than -0.5"),
			parameter("count", "is not a multiple of 5"),
			parameter("tags", "has more than 2 items"),
			parameter("tags", "is not one of up, down"),
		}},
		{"given twice", "/areas/a/1?q=xy&q=xy", []problem.Violation{parameter("q", "is given more than once")}},
		{"out of range", "/areas/a/200?q=xy&count=70000", []problem.Violation{
			parameter("depth", "is too large or too small"), parameter("count", "is too large"),
		}},
		{"query that is not encoded", "/areas/a/1?q=%zz", []problem.Violation{
			{Detail: "the query string is not encoded correctly"}, parameter("q", "is required"),
		}},
		{"not UTF-8", "/areas/%ff/1?q=%fe%fe", []problem.Violation{parameter("area", "is not UTF-8"), parameter("q", "is not UTF-8")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wantViolations(t, send(t, server.New(echoes{}), "GET", tt.target, "", "X-Trace", "t"), tt.want...)
		})
	}
	w := send(t, server.New(echoes{}), "GET", "/areas/a/1?q=xy", "")
	wantViolations(t, w, parameter("X-Trace", "is required"))
}

func TestPathIsDecodedOnce(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"/places/a%252Fb": `"area":"a%2Fb"`,
		"/places/a%2Fb":   `"area":"a/b"`,
		"/places/a+b":     `"area":"a+b"`,
		"/places/%C3%A9":  `"area":"é"`,
	} {
		if w := send(t, server.New(echoes{}), "GET", target, ""); !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
}

// FuzzParameters sends parameters nobody expects: no panic, and an answer that
// is either a success or the caller's fault.
func FuzzParameters(f *testing.F) {
	f.Add("/areas/a/1", "q=xy&limit=5", "t", "3")
	f.Add("/areas/%ff%2F/999999999999999999999", "q=%zz&level=;&tags=,,&ratio=1e999", "\x00", "-")
	f.Add("/places/..%2f", "level=2&level=2", "", "")
	h := server.New(echoes{})
	f.Fuzz(func(t *testing.T, path, query, trace, tries string) {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "http://localhost/"+strings.TrimLeft(path, "/"), nil)
		if err != nil {
			return // not a URL
		}
		r.URL.RawQuery = query
		r.Header["X-Trace"], r.Header["X-Tries"] = []string{trace}, []string{tries}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 200 && w.Code != 400 && w.Code != 404 {
			t.Errorf("%s?%s: %d %s", path, query, w.Code, w.Body)
		}
	})
}
