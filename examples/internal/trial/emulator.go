package trial

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Need gives the path of a program. Without the program the test is skipped, which
// APIGEN_STRICT=1 makes a failure; install says how to get it.
func Need(t *testing.T, program, install string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("APIGEN_STRICT") == "1" {
			t.Fatalf("%s is not on PATH (%s)", program, install)
		}
		t.Skipf("%s is not on PATH (%s)", program, install)
	}
	return path
}

// FreePort gives a port of this machine nobody listens at, for programs that take
// no port 0.
func FreePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// Start starts a program that ends with the test, and gives what the first group of
// ready finds in its output.
func Start(t *testing.T, cmd *exec.Cmd, ready *regexp.Regexp) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	read := make(chan struct{})
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // ends with "signal: killed"
		<-read
		r.Close()
	})
	lines := bufio.NewScanner(r)
	var said []string
	for lines.Scan() {
		said = append(said, lines.Text())
		if m := ready.FindStringSubmatch(lines.Text()); m != nil {
			go func() { // its log
				defer close(read)
				_, _ = io.Copy(io.Discard, r)
			}()
			return m[1]
		}
	}
	close(read)
	t.Fatalf("%s did not start:\n%s", cmd.Path, strings.Join(said, "\n"))
	return ""
}

// Dynalite starts the DynamoDB emulator of that name and gives its address.
func Dynalite(t *testing.T) string {
	t.Helper()
	program := Need(t, "dynalite", "npm install -g dynalite")
	port := FreePort(t)
	Start(t, exec.Command(program, "--host", "127.0.0.1", "--port", port, "--createTableMs", "0"), regexp.MustCompile(`(listening at)`))
	return "http://127.0.0.1:" + port
}

// A Moto stands in for many services of AWS, at one address, and keeps what it was
// asked.
type Moto struct {
	URL string

	recording string // file
}

// StartMoto starts moto.
func StartMoto(t *testing.T) Moto {
	t.Helper()
	program := Need(t, "moto_server", "pip install 'moto[server]'")
	recording := filepath.Join(t.TempDir(), "recording")
	cmd := exec.Command(program, "-H", "127.0.0.1", "-p", "0")
	cmd.Env = append(os.Environ(), "MOTO_ENABLE_RECORDING=1", "MOTO_RECORDER_FILEPATH="+recording)
	return Moto{Start(t, cmd, regexp.MustCompile(`Running on (http://127\.0\.0\.1:\d+)`)), recording}
}

// A Request is one that an emulator got.
type Request struct {
	Method string
	Target string // path and query
	Header map[string]string
	Body   string
}

// Requests gives what moto was asked since its start.
func (m Moto) Requests(t *testing.T) []Request {
	t.Helper()
	file, err := os.Open(m.recording)
	if os.IsNotExist(err) { // nothing was asked yet
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []Request
	for lines := json.NewDecoder(file); lines.More(); {
		var line struct {
			Method  string
			URL     string
			Headers map[string]string
			Body    string
			Encoded bool `json:"body_encoded"`
		}
		if err := lines.Decode(&line); err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(line.URL)
		if err != nil {
			t.Fatal(err)
		}
		if line.Encoded {
			body, err := base64.StdEncoding.DecodeString(line.Body)
			if err != nil {
				t.Fatal(err)
			}
			line.Body = string(body)
		}
		all = append(all, Request{line.Method, u.RequestURI(), line.Headers, line.Body})
	}
	return all
}
