package dataplane

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"strings"
	"testing"
)

func packed(t *testing.T, text string, open func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipped(w io.Writer) io.WriteCloser  { return gzip.NewWriter(w) }
func zlibbed(w io.Writer) io.WriteCloser  { return zlib.NewWriter(w) }
func deflated(w io.Writer) io.WriteCloser { f, _ := flate.NewWriter(w, 6); return f }

// request-pipeline.md 8.
func TestDecompression(t *testing.T) {
	t.Parallel()
	const text = `{"a":"hello"}`
	bomb := packed(t, strings.Repeat("\x00", maxBody+1), gzipped)
	for _, tt := range []struct {
		name, coding, body string
		off                bool
		status             int
		want               string
	}{
		{"gzip", "gzip", packed(t, text, gzipped), false, 200, text},
		{"any spelling", "GZip", packed(t, text, gzipped), false, 200, text},
		{"deflate", "deflate", packed(t, text, zlibbed), false, 200, text},
		{"deflate as many send it", "deflate", packed(t, text, deflated), false, 200, text},
		{"identity", "identity", text, false, 200, text},
		{"unknown coding", "br", text, false, 415, `{"message": "Unsupported Media Type"}`},
		{"not gzip at all", "gzip", text, false, 415, `{"message": "Unsupported Media Type"}`},
		{"gzip that ends early", "gzip", packed(t, text, gzipped)[:20], false, 415, `{"message": "Unsupported Media Type"}`},
		{"a bomb", "gzip", bomb, false, 413, `{"message":"Request Too Long"}`},
		{"compression is off", "br", text, true, 200, text},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: POST")
			if !tt.off {
				w.def.MinimumCompressionSize = seconds(1000)
			}
			got := w.call(http.MethodPost, "/dev/a", tt.body, "Content-Encoding", tt.coding, "Content-Type", "application/json")
			if got.Code != tt.status {
				t.Fatalf("got %s", body(got))
			}
			if tt.status != 200 && got.Body.String() != tt.want || tt.status == 200 && !strings.Contains(string(w.event), `"body":`+quote(tt.want)) {
				t.Errorf("got %s with event %s", body(got), w.event)
			}
		})
	}
}

func TestCompression(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("hello ", 300)
	for _, tt := range []struct {
		name, accept, body, more, want string
	}{
		{"gzip", "gzip", long, "", "gzip"},
		{"deflate", "deflate", long, "", "deflate"},
		{"the one that is liked best", "gzip;q=0.5, deflate;q=0.9, br", long, "", "deflate"},
		{"anything", "*", long, "", "gzip"},
		{"refused", "gzip;q=0", long, "", ""},
		{"not asked for", "", long, "", ""},
		{"unknown", "br", long, "", ""},
		{"too short", "gzip", "hello", "", ""},
		{"compressed already", "gzip", long, `,"headers":{"Content-Encoding":"br"}`, "br"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "/a: GET")
			w.def.MinimumCompressionSize = seconds(1000)
			w.answer = `{"body":"` + tt.body + `"` + tt.more + `}`
			got := w.call(http.MethodGet, "/dev/a", "", "Accept-Encoding", tt.accept)
			if coding := got.Header().Get("Content-Encoding"); coding != tt.want {
				t.Fatalf("Content-Encoding: got %q, want %q", coding, tt.want)
			}
			var r io.Reader = got.Body
			switch tt.want {
			case "gzip":
				r, _ = gzip.NewReader(r)
			case "deflate":
				r, _ = zlib.NewReader(r)
			}
			plain, err := io.ReadAll(r)
			if err != nil || string(plain) != tt.body {
				t.Errorf("read %d bytes, %v", len(plain), err)
			}
		})
	}
}

func FuzzDecompress(f *testing.F) {
	f.Add("gzip", []byte("\x1f\x8b\x08"))
	f.Add("deflate", []byte("x\x9c"))
	w := newWorld(f, "/a: POST")
	w.def.MinimumCompressionSize = seconds(0)
	w.deploy()
	f.Fuzz(func(t *testing.T, coding string, sent []byte) {
		w.t = t
		got := w.call(http.MethodPost, "/dev/a", string(sent), "Content-Encoding", coding)
		if got.Code != 200 && got.Code != 415 && got.Code != 413 {
			t.Errorf("got %s", body(got))
		}
	})
}
