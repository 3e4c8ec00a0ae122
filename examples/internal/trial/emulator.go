package trial

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Dynalite starts the DynamoDB emulator of that name and gives its address.
// Without it the test is skipped, which APIGEN_STRICT=1 makes a failure.
func Dynalite(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("dynalite")
	if err != nil {
		if os.Getenv("APIGEN_STRICT") == "1" {
			t.Fatal("dynalite is not on PATH (npm install -g dynalite)")
		}
		t.Skip("dynalite is not on PATH (npm install -g dynalite)")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") // dynalite takes no port 0
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--host", "127.0.0.1", "--port", port, "--createTableMs", "0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // ends with "signal: killed"
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "listening at") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return "http://" + address
		}
	}
	t.Fatal("dynalite did not start")
	return ""
}
