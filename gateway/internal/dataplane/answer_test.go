package dataplane

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
)

// Easily wrong, lines 9 to 11. testdata/lambda-answers.jsonl holds what
// functions returned to a REST API's proxy integration and what the caller then
// got, as recorded from the service (us-east-1, on the day each line names): the
// tests test_aws_proxy_response_payload_format_validation and
// test_aws_proxy_binary_response.
func TestLambdaAnswerRecorded(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/lambda-answers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	n := 0
	for ; lines.Scan(); n++ {
		var c struct {
			Name             string
			BinaryMediaTypes []string
			Accept           string
			Payload          string
			Want             struct {
				Status  int
				Body    *string
				Base64  *string
				Headers map[string]string
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		ans, err := lambdaAnswer([]byte(c.Payload), c.BinaryMediaTypes, c.Accept)
		switch {
		case errors.Is(err, errMalformed):
			ans = &answer{status: 502}
		case errors.Is(err, errBadBase64):
			ans = &answer{status: 500}
		case err != nil:
			t.Fatal(err)
		}
		if ans.status != c.Want.Status {
			t.Errorf("%s: status is %d, want %d", c.Name, ans.status, c.Want.Status)
		}
		if c.Want.Body != nil && string(ans.body) != *c.Want.Body {
			t.Errorf("%s: body is %q, want %q", c.Name, ans.body, *c.Want.Body)
		}
		if c.Want.Base64 != nil && base64.StdEncoding.EncodeToString(ans.body) != *c.Want.Base64 {
			t.Errorf("%s: the body was not decoded", c.Name)
		}
		for name, want := range c.Want.Headers {
			if got := strings.Join(ans.header.values(name), ", "); got != want {
				t.Errorf("%s: header %s is %q, want %q", c.Name, name, got, want)
			}
		}
	}
	if err := lines.Err(); err != nil || n < 30 {
		t.Errorf("read %d cases, %v", n, err)
	}
}

// Rules of the developer guide and of reports, beside the recordings.
func TestLambdaAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, payload string
		status        int
		header, body  string // header lines in order, one a line
	}{
		{"an empty object", `{}`, 200, "Content-Type: application/json", ""},
		{"null status", `{"statusCode":null}`, 200, "Content-Type: application/json", ""},
		{"own content type", `{"headers":{"content-type":"text/plain"},"body":"x"}`, 200, "content-type: text/plain", "x"},
		{"null body", `{"body":null}`, 200, "Content-Type: application/json", ""},
		{"remapped headers", `{"headers":{"Date":"d","Server":"s","WWW-Authenticate":"w"}}`, 200,
			"x-amzn-Remapped-Date: d\nx-amzn-Remapped-Server: s\nx-amzn-Remapped-WWW-Authenticate: w\nContent-Type: application/json", ""},
		{"dropped headers", `{"headers":{"Transfer-Encoding":"chunked","Trailer":"t"}}`, 200, "Content-Type: application/json", ""},
		{"cookies", `{"multiValueHeaders":{"Set-Cookie":["a=1","b=2"]}}`, 200, "Set-Cookie: a=1\nSet-Cookie: b=2\nContent-Type: application/json", ""},
		{"a list", `[]`, 0, "", ""},
		{"null", `null`, 0, "", ""},
		{"no JSON", `hello`, 0, "", ""},
		{"a body that is an object", `{"body":{}}`, 0, "", ""},
		{"a header that is a number", `{"headers":{"x":1}}`, 0, "", ""},
		{"a header that is a list", `{"headers":{"x":["1"]}}`, 0, "", ""},
		{"a fraction as status", `{"statusCode":200.5}`, 0, "", ""},
		{"a status out of range", `{"statusCode":1000}`, 0, "", ""},
		{"isBase64Encoded as text", `{"isBase64Encoded":"true"}`, 0, "", ""},
	} {
		ans, err := lambdaAnswer([]byte(tt.payload), nil, "")
		if err != nil {
			if tt.status != 0 || !errors.Is(err, errMalformed) {
				t.Errorf("%s: got %v", tt.name, err)
			}
			continue
		}
		var lines []string
		for _, f := range ans.header {
			lines = append(lines, f.name+": "+f.value)
		}
		if got := strings.Join(lines, "\n"); ans.status != tt.status || got != tt.header || string(ans.body) != tt.body {
			t.Errorf("%s: got %d %q %q, want %d %q %q", tt.name, ans.status, got, ans.body, tt.status, tt.header, tt.body)
		}
	}
}

func TestMatchesBinary(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		list      string
		mediaType string
		want      bool
	}{
		{"image/png", "image/png", true},
		{"image/*", "image/png", true},
		{"*/*", "", true},
		{"*/*", "text/plain", true},
		{"*/png", "image/png", false},
		{"image/png", "image/*", false},
		{"image/png", "*/*", false},
		{"image/*", "imagery/png", false},
		{"application/json image/png", "text/plain", false},
	} {
		if got := matchesBinary(strings.Fields(tt.list), tt.mediaType); got != tt.want {
			t.Errorf("matchesBinary(%s, %q): got %v", tt.list, tt.mediaType, got)
		}
	}
}

func FuzzLambdaAnswer(f *testing.F) {
	f.Add([]byte(`{"statusCode":"201","headers":{"a":true},"multiValueHeaders":{"A":["1"]},"body":"eA==","isBase64Encoded":true}`))
	f.Add([]byte(`{"statusCode":1e400}`))
	f.Add([]byte(`{"multiValueHeaders":{"x":null}}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		ans, err := lambdaAnswer(payload, []string{"*/*"}, "x/y")
		if err != nil {
			return
		}
		if ans.status < 200 || ans.status > 599 || ans.header.get("Content-Type") == "" && !ans.header.has("Content-Type") {
			t.Errorf("%q: status %d, header %v", payload, ans.status, ans.header)
		}
	})
}

func TestRespondRefusesHeadersHTTPForbids(t *testing.T) {
	t.Parallel()
	a := newWorld(t, `/a: GET`)
	a.answer = `{"headers":{"x":"a\r\nSet-Cookie: stolen=1"}}`
	got := a.call(http.MethodGet, "/dev/a", "")
	if got.Code != 502 || got.Header().Get("Set-Cookie") != "" {
		t.Errorf("got %d %v", got.Code, got.Header())
	}
}
