// Package emulator starts programs that stand in for AWS services, for tests:
// dynalite for DynamoDB, moto for many others. Each test has its own, on a free
// port, with nothing in it.
package emulator

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// A TB is what is wanted of a test: a *testing.T, *testing.B or *testing.F.
type TB interface {
	Helper()
	Fatal(args ...any)
	Skip(args ...any)
	Cleanup(f func())
}

// A Program is an emulator, and how one gets it.
type Program struct {
	Name    string
	Install string // the command that installs it
	// Env is what its environment has besides that of the test, as NAME=VALUE.
	Env   []string
	args  []string
	ready *regexp.Regexp // of the line that says it listens; its group is the port, where it takes port 0
}

var (
	// Dynalite emulates DynamoDB and its streams.
	Dynalite = Program{
		Name: "dynalite", Install: "npm install -g dynalite",
		args:  []string{"--host", "127.0.0.1", "--createTableMs", "0", "--deleteTableMs", "0"},
		ready: regexp.MustCompile(`listening at: http://`),
	}
	// Moto emulates many services, told apart by the signatures of requests.
	Moto = Program{
		Name: "moto_server", Install: "pip install 'moto[server]'",
		args:  []string{"-H", "127.0.0.1"},
		ready: regexp.MustCompile(`Running on http://127\.0\.0\.1:(\d+)`),
	}
)

// Missing says how to install the program when it is not on PATH; else it is
// empty.
func (p Program) Missing() string {
	if _, err := exec.LookPath(p.Name); err != nil {
		return fmt.Sprintf("%s is not on PATH (%s)", p.Name, p.Install)
	}
	return ""
}

// Start starts the program for a test, with further arguments, and gives its URL.
// Without the program the test is skipped, which APIGEN_STRICT=1 makes a failure.
func (p Program) Start(t TB, args ...string) string {
	t.Helper()
	if missing := p.Missing(); missing != "" {
		if os.Getenv("APIGEN_STRICT") == "1" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	url, stop, err := p.Run(args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return url
}

// Run starts the program, with further arguments, and gives its URL and what
// stops it.
func (p Program) Run(args ...string) (url string, stop func(), err error) {
	port := "0"
	if p.ready.NumSubexp() == 0 {
		if port, err = freePort(); err != nil {
			return "", nil, err
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(p.Name, slices.Concat(p.args, []string{"--port", port}, args)...)
	cmd.Env = append(os.Environ(), p.Env...)
	cmd.Stdout, cmd.Stderr = w, w
	err = cmd.Start()
	w.Close()
	if err != nil {
		r.Close()
		return "", nil, err
	}
	read := make(chan struct{})
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // ends with "signal: killed"
		<-read
		r.Close()
	}
	var said []string
	for lines := bufio.NewScanner(r); lines.Scan(); {
		said = append(said, lines.Text())
		if said := p.ready.FindStringSubmatch(lines.Text()); said != nil {
			if len(said) == 2 {
				port = said[1]
			}
			go func() { // its access log
				defer close(read)
				_, _ = io.Copy(io.Discard, r)
			}()
			return "http://127.0.0.1:" + port, stop, nil
		}
	}
	close(read)
	stop()
	return "", nil, fmt.Errorf("%s did not start:\n%s", p.Name, strings.Join(said, "\n"))
}

// freePort finds a port nobody listens on: dynalite takes no port 0.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// Config is the configuration with which clients of the AWS SDK reach an
// emulator.
func Config(url string) aws.Config {
	return aws.Config{Region: "us-east-1", BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider("local", "local", "")}
}
