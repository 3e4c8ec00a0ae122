package template

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A peer is another engine, in a process that has rendered one job until it is
// warm.
type peer struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// peers are the processes there are, by engine and job. They live as long as the
// test binary: a JVM that is started for every run is never warm.
var peers = map[string]*peer{}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, p := range peers {
		p.in.Close()
		_ = p.cmd.Wait() // it ends when its input does
	}
	os.Exit(code)
}

// peerOf gives the engine's process for a job. One whose tool is not installed
// (peers/install.sh) skips the row.
func peerOf(b *testing.B, engine string, j *job) *peer {
	b.Helper()
	key := engine + "/" + j.name
	if p := peers[key]; p != nil {
		return p
	}
	dir, err := os.MkdirTemp("", "bench-template-")
	if err != nil {
		b.Fatal(err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "job.json")
	text, err := json.Marshal(map[string]any{
		"template": j.template, "body": j.body, "context": json.RawMessage(contextJSON), "params": json.RawMessage(paramsJSON),
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		b.Fatal(err)
	}
	var cmd *exec.Cmd
	if engine == "Apache Velocity 1.7" {
		cmd = javaCommand(b, dir, file)
	} else {
		cmd = nodeCommand(b, engine, file)
	}
	cmd.Stderr = os.Stderr
	p := &peer{cmd: cmd}
	if p.in, err = cmd.StdinPipe(); err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	p.out = bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	peers[key] = p
	if line := p.line(b); line != "ready" {
		b.Fatalf("%s says %q", engine, line)
	}
	return p
}

func nodeCommand(b *testing.B, engine, file string) *exec.Cmd {
	b.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		b.Skip(err)
	}
	if _, err := os.Stat(filepath.Join("peers", "node_modules", engine)); err != nil {
		b.Skipf("%v (peers/install.sh installs it)", err)
	}
	return exec.Command("node", filepath.Join("peers", "engines.cjs"), engine, file)
}

func javaCommand(b *testing.B, dir, file string) *exec.Cmd {
	b.Helper()
	path := []string{dir}
	for _, name := range []string{"velocity", "commons-lang", "commons-collections3"} {
		jar := filepath.Join("/usr/share/java", name+".jar")
		if _, err := os.Stat(jar); err != nil {
			b.Skipf("%v (Debian package velocity)", err)
		}
		path = append(path, jar)
	}
	if _, err := exec.LookPath("javac"); err != nil {
		b.Skip(err)
	}
	classes := strings.Join(path, string(os.PathListSeparator))
	if out, err := exec.Command("javac", "-nowarn", "-cp", classes, "-d", dir, filepath.Join("peers", "Velocity.java")).CombinedOutput(); err != nil {
		b.Fatalf("javac: %v\n%s", err, out)
	}
	return exec.Command("java", "-XX:+UseSerialGC", "-cp", classes, "Velocity", file)
}

func (p *peer) line(b *testing.B) string {
	b.Helper()
	line, err := p.out.ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSuffix(line, "\n")
}

func (p *peer) ask(b *testing.B, line string) string {
	b.Helper()
	if _, err := fmt.Fprintln(p.in, line); err != nil {
		b.Fatal(err)
	}
	return p.line(b)
}

// show gives what the engine renders.
func (p *peer) show(b *testing.B, mode string) string {
	b.Helper()
	var text string
	if err := json.Unmarshal([]byte(p.ask(b, "show "+mode)), &text); err != nil {
		b.Fatal(err)
	}
	return text
}

// measure renders b.N times and reports the time the engine itself took.
func (p *peer) measure(b *testing.B, mode string) {
	b.Helper()
	took, err := strconv.ParseInt(p.ask(b, mode+" "+strconv.Itoa(b.N)), 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(took)/float64(b.N), "ns/op")
	b.ReportMetric(-1, "B/op") // what it allocates is its own affair
	b.ReportMetric(-1, "allocs/op")
}
