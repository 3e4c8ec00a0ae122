package trial

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/apigen-go/apigen/internal/emulator"
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

// A Moto stands in for many services of AWS, at one address, and keeps what it was
// asked.
type Moto struct {
	URL string

	recording string // file
}

// StartMoto starts moto.
func StartMoto(t *testing.T) Moto {
	t.Helper()
	recording := filepath.Join(t.TempDir(), "recording")
	program := emulator.Moto
	program.Env = []string{"MOTO_ENABLE_RECORDING=1", "MOTO_RECORDER_FILEPATH=" + recording}
	return Moto{program.Start(t), recording}
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
