package wiretest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/generate/bind/testdata/streams/api"
	"github.com/apigen-go/apigen/internal/generate/bind/testdata/streams/client"
	"github.com/apigen-go/apigen/internal/generate/bind/testdata/streams/server"
	"github.com/apigen-go/apigen/problem"
	"github.com/apigen-go/apigen/serve"
)

// files answers with what a test gives it.
type files struct {
	api.Files
	download io.ReadCloser
	uploaded string
}

func (f *files) Download(context.Context, *api.DownloadRequest) (*api.DownloadResponse, error) {
	return &api.DownloadResponse{ETag: `"1"`, Size: 7, Body: f.download}, nil
}

func (f *files) Upload(_ context.Context, in *api.UploadRequest) (*api.UploadResponse, error) {
	data, err := io.ReadAll(in.Body)
	if err != nil {
		return nil, err
	}
	f.uploaded = in.ContentType + " " + string(data)
	return &api.UploadResponse{Location: "/files/" + in.Name}, nil
}

// Convert gives a line back as soon as it is there.
func (*files) Convert(_ context.Context, in *api.ConvertRequest) (*api.ConvertResponse, error) {
	r, w := io.Pipe()
	go func() {
		lines := bufio.NewScanner(in.Body)
		for lines.Scan() {
			_, _ = io.WriteString(w, strings.ToUpper(lines.Text())+"\n")
		}
		w.CloseWithError(lines.Err())
	}()
	return &api.ConvertResponse{ContentType: "text/plain", Body: r}, nil
}

func (*files) Names(context.Context) (*api.NamesResponse, error) { return &api.NamesResponse{}, nil }

func (*files) Count(context.Context) (*api.CountResponse, error) {
	return &api.CountResponse{Body: 3}, nil
}

func (*files) Meta(context.Context, *api.MetaRequest) (*api.MetaResponse, error) {
	return &api.MetaResponse{Body: json.RawMessage(`{"a": [1]}`)}, nil
}

func (*files) Tidy(context.Context) error { return nil }

// startFiles serves f and gives a client, and the errors that callers do not see.
func startFiles(t *testing.T, f *files, opts ...serve.Option) (*client.FilesClient, http.Handler, <-chan error) {
	t.Helper()
	failed := make(chan error, 9)
	h := server.New(f, append(opts, serve.ErrorLog(func(_ context.Context, err error) { failed <- err }))...)
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	c, err := client.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	return c, h, failed
}

// closing tells whether it was closed.
type closing struct {
	io.Reader
	closed chan struct{}
}

func (c *closing) Close() error {
	close(c.closed)
	return nil
}

func TestDownloadsComeAsTheyAreMade(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	body := &closing{r, make(chan struct{})}
	c, _, _ := startFiles(t, &files{download: body})
	go func() { _, _ = io.WriteString(w, "one") }()
	out, err := c.Download(t.Context(), &api.DownloadRequest{Name: "a"})
	if err != nil || out.ETag != `"1"` || out.Size != 7 {
		t.Fatalf("Download = %+v, %v", out, err)
	}
	piece := make([]byte, 3)
	if _, err := io.ReadFull(out.Body, piece); err != nil || string(piece) != "one" {
		t.Fatalf("first piece %q, %v", piece, err)
	}
	// Only now the rest is made.
	go func() { _, _ = io.WriteString(w, "two"); w.Close() }()
	rest, err := io.ReadAll(out.Body)
	if err != nil || string(rest) != "two" {
		t.Errorf("the rest %q, %v", rest, err)
	}
	<-body.closed
	if err := out.Body.Close(); err != nil {
		t.Error(err)
	}
}

func TestBrokenDownloads(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	c, _, failed := startFiles(t, &files{download: r})
	go func() {
		_, _ = io.WriteString(w, "one")
		w.CloseWithError(errors.New("the disk is gone"))
	}()
	out, err := c.Download(t.Context(), &api.DownloadRequest{Name: "a"})
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(out.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("half an answer is read as %q, %v", data, err)
	}
	if err := <-failed; !strings.Contains(err.Error(), "the disk is gone") {
		t.Errorf("the log has %v", err)
	}

	r, w = io.Pipe()
	w.CloseWithError(problem.Problem{Status: 409, Title: "In use"})
	c, _, _ = startFiles(t, &files{download: r})
	var p problem.Problem
	if _, err := c.Download(t.Context(), &api.DownloadRequest{Name: "a"}); !errors.As(err, &p) || p.Title != "In use" {
		t.Errorf("an error before the first byte: %v", err)
	}
}

func TestUploadsComeAsTheyAreSent(t *testing.T) {
	t.Parallel()
	f := &files{}
	c, h, _ := startFiles(t, f, serve.MaxBody(10))
	out, err := c.Upload(t.Context(), &api.UploadRequest{Name: "a", ContentType: "text/csv", Body: strings.NewReader("a,b")})
	if err != nil || out.Location != "/files/a" || f.uploaded != "text/csv a,b" {
		t.Errorf("Upload = %+v, %v; the service got %q", out, err, f.uploaded)
	}
	for _, tt := range []struct {
		name, contentType, body string
		status                  int
		detail                  string
	}{
		{"none", "text/csv", "", 400, "a body is required"},
		{"another type", "text/html", "x", 415, "the body must be application/octet-stream, text/csv"},
		{"too large", "text/csv", "0123456789a", 413, "the body is larger than 10 bytes"},
	} {
		w := send(t, h, "PUT", "/files/a", tt.body, "Content-Type", tt.contentType)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.detail) {
			t.Errorf("%s: %d %s, want %d %s", tt.name, w.Code, w.Body, tt.status, tt.detail)
		}
	}
}

func TestAnswersWhileItReads(t *testing.T) {
	t.Parallel()
	c, _, _ := startFiles(t, &files{})
	r, w := io.Pipe()
	go func() { _, _ = io.WriteString(w, "a\n") }()
	out, err := c.Convert(t.Context(), &api.ConvertRequest{Body: r})
	if err != nil || out.ContentType != "text/plain" {
		t.Fatalf("Convert = %+v, %v", out, err)
	}
	lines := bufio.NewReader(out.Body)
	for _, next := range []string{"b\n", "c\n", ""} {
		if line, err := lines.ReadString('\n'); err != nil || line == "" {
			t.Fatalf("line %q, %v", line, err)
		}
		if next == "" {
			w.Close()
		} else if _, err := io.WriteString(w, next); err != nil {
			t.Fatal(err)
		}
	}
	if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
		t.Errorf("the rest %q, %v", rest, err)
	}
}

func TestBodiesThatAreNoObjects(t *testing.T) {
	t.Parallel()
	c, h, _ := startFiles(t, &files{})
	names, err := c.Names(t.Context())
	if err != nil || names.Body == nil || len(names.Body) > 0 {
		t.Errorf("Names = %+v, %v; want an empty list", names, err)
	}
	count, err := c.Count(t.Context())
	if err != nil || count.Body != 3 {
		t.Errorf("Count = %+v, %v", count, err)
	}
	meta, err := c.Meta(t.Context(), &api.MetaRequest{Name: "a"})
	if err != nil || string(meta.Body) != `{"a":[1]}` {
		t.Errorf("Meta = %s, %v", meta.Body, err)
	}
	if err := c.Tidy(t.Context()); err != nil {
		t.Error(err)
	}
	for target, want := range map[string]string{"/names": "[]", "/count": "3", "/files/a/meta": `{"a":[1]}`} {
		if got := strings.TrimSpace(send(t, h, "GET", target, "").Body.String()); got != want {
			t.Errorf("GET %s: %s, want %s", target, got, want)
		}
	}
}
