package call

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/problem"
)

func answer(status int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {contentType}},
		Body:       io.NopCloser(strings.NewReader(body)),
	}
}

func TestFailure(t *testing.T) {
	t.Parallel()
	notFound := problem.Problem{Type: "not-found", Status: 404}
	for _, tt := range []struct {
		name      string
		response  *http.Response
		isProblem bool
	}{
		{"problem", answer(404, "application/problem+json; charset=utf-8", `{"type":"not-found","title":"T"}`), true},
		{"the status of the answer counts", answer(404, problem.ContentType, `{"type":"not-found","status":500}`), true},
		{"not JSON", answer(404, problem.ContentType, `<html>`), false},
		{"error of API Gateway", answer(403, "application/json", `{"message":"Forbidden"}`), false},
		{"success the contract does not have", answer(202, problem.ContentType, `{}`), false},
	} {
		err := Failure(tt.response)
		var unexpected *UnexpectedResponse
		if got := errors.Is(err, notFound); got != tt.isProblem || errors.As(err, &unexpected) == tt.isProblem {
			t.Errorf("%s: %v", tt.name, err)
		}
		if unexpected != nil && unexpected.Status != tt.response.StatusCode {
			t.Errorf("%s: status %d", tt.name, unexpected.Status)
		}
	}
}

func TestDecodeJSON(t *testing.T) {
	t.Parallel()
	var n int
	if err := DecodeJSON(answer(200, "application/json", " 7\n"), &n); err != nil || n != 7 {
		t.Errorf("7: %d, %v", n, err)
	}
	for _, body := range []string{"", "7 8", "x", `"7"`, "7x"} {
		if err := DecodeJSON(answer(200, "application/json", body), &n); err == nil || !strings.HasPrefix(err.Error(), "decode response 200: ") {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestEncodeJSON(t *testing.T) {
	t.Parallel()
	if r, err := EncodeJSON[int](nil); r != nil || err != nil {
		t.Errorf("nil: %v, %v", r, err)
	}
	n := 5
	r, err := EncodeJSON(&n)
	if err != nil {
		t.Fatal(err)
	}
	if data, _ := io.ReadAll(r); string(data) != "5" {
		t.Errorf("5: %s", data)
	}
	f := func() {}
	if _, err := EncodeJSON(&f); err == nil {
		t.Error("a func has no JSON")
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	h := http.Header{"I": {"-5"}, "U": {"5"}, "F": {"0.5"}, "B": {"true"}, "T": {"2026-01-31T09:30:00Z"}, "S": {"x"}, "Bad": {"?"}, "Large": {"300"}}
	var i, kept int8 = 0, 9
	var u uint
	var f float64
	var b bool
	var when time.Time
	var s string
	var p *int8
	var none *string
	err := errors.Join(
		Integer(h, "I", &i), Integer(h, "None", &kept), Unsigned(h, "U", &u), Number(h, "F", &f), Boolean(h, "B", &b), Time(h, "T", &when),
		Text(h, "S", &s), Optional(h, "I", &p, Integer), Optional(h, "None", &none, Text),
	)
	if err != nil {
		t.Fatal(err)
	}
	if i != -5 || kept != 9 || u != 5 || f != 0.5 || !b || when.Year() != 2026 || s != "x" || *p != -5 || none != nil {
		t.Errorf("got %v %v %v %v %v %v %v %v %v", i, kept, u, f, b, when, s, *p, none)
	}
	for name, err := range map[string]error{
		"integer": Integer(h, "Bad", &i), "range": Integer(h, "Large", &i), "unsigned": Unsigned(h, "I", &u), "number": Number(h, "Bad", &f),
		"boolean": Boolean(h, "Bad", &b), "time": Time(h, "Bad", &when), "optional": Optional(h, "Bad", &p, Integer),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), "read response header ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzFailure reads errors nobody expects: always an error, never a panic, and
// a text that fits on a screen.
func FuzzFailure(f *testing.F) {
	f.Add(404, problem.ContentType, `{"status":"x"}`)
	f.Add(500, "text/html; charset", "\xff\xfe")
	f.Fuzz(func(t *testing.T, status int, contentType, body string) {
		err := Failure(answer(status, contentType, body))
		if err == nil {
			t.Fatal("no error")
		}
		var unexpected *UnexpectedResponse
		if errors.As(err, &unexpected) && len(err.Error()) > 400 {
			t.Errorf("text of %d bytes", len(err.Error()))
		}
	})
}
