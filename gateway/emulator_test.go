package gateway_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// start starts a program that stands in for AWS and gives its address, which is
// what ready finds in its output. Without the program the test is skipped, which
// APIGEN_STRICT=1 makes a failure.
func start(t *testing.T, ready *regexp.Regexp, install, name string, args ...string) string {
	t.Helper()
	program, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("APIGEN_STRICT") == "1" {
			t.Fatalf("%s is not on PATH (%s)", name, install)
		}
		t.Skipf("%s is not on PATH (%s)", name, install)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	read := make(chan struct{})
	t.Cleanup(func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Errorf("stop %s: %v", name, err)
		}
		_ = cmd.Wait() // ends with "signal: killed"
		<-read
		r.Close()
	})
	lines := bufio.NewScanner(r)
	var said []string
	for lines.Scan() {
		said = append(said, lines.Text())
		if m := ready.FindStringSubmatch(lines.Text()); m != nil {
			go func() { // its access log
				defer close(read)
				_, _ = io.Copy(io.Discard, r)
			}()
			return m[1]
		}
	}
	close(read)
	t.Fatalf("%s did not start:\n%s", name, strings.Join(said, "\n"))
	return ""
}

func dynalite(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") // dynalite takes no port 0
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	start(t, regexp.MustCompile(`listening at: (http://\S+)`), "npm install -g dynalite", "dynalite", "--host", "127.0.0.1", "--port", port, "--createTableMs", "0")
	return "http://127.0.0.1:" + port
}

func moto(t *testing.T) string {
	t.Helper()
	return start(t, regexp.MustCompile(`Running on (http://127\.0\.0\.1:\d+)`), "pip install 'moto[server]'", "moto_server", "-H", "127.0.0.1", "-p", "0")
}

// prepare makes a call of a service at an emulator, which judges a request by
// its signature's scope and checks nothing else of it.
func (w *world) prepare(t *testing.T, endpoint, service, method, path, target, contentType, body string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, endpoint+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/"+service+"/aws4_request, SignedHeaders=host, Signature=00")
	req.Header.Set("X-Amz-Date", "20260101T000000Z")
	if target != "" {
		req.Header.Set("X-Amz-Target", target)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := w.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode >= 300 {
		t.Fatalf("%s %s%s: %s %s", service, method, path, resp.Status, answer)
	}
	return string(answer)
}

// exchange calls a stage; redirects are not followed.
func (w *world) exchange(t *testing.T, method, url, body string, headers ...string) (status int, header http.Header, answer string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Transport: w.http.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(b)
}
