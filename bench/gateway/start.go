package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	// warmUp are the requests before memory is read.
	warmUp = 2000
	// patience bounds how long a process may take to its first answer.
	patience = time.Minute
)

// A contender is a gateway that runs as a process of its own.
type contender struct {
	name   string
	peer   bool
	begin  func(context.Context) (*start, error)
	starts []start
}

// A start is one start of a process.
type start struct {
	answered time.Duration // since its start
	memory   float64       // MiB
	address  string
	stop     func()
}

func (c *contender) median(of func(start) float64) float64 {
	var all []float64
	for _, s := range c.starts {
		all = append(all, of(s))
	}
	return median(all)
}

// contenders builds apigen and installs the others. A *leftOutError comes with
// those there are.
func contenders(ctx context.Context, root, work string) ([]*contender, error) {
	apigen := filepath.Join(work, "apigen")
	build := exec.CommandContext(ctx, "go", "build", "-o", apigen, "./cmd/apigen")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build apigen: %w\n%s", err, out)
	}
	all := []*contender{{name: "apigen local", begin: func(ctx context.Context) (*start, error) {
		return startApigen(ctx, apigen, root)
	}}}
	peers := filepath.Join(root, "bench", "gateway", "peers")
	script := filepath.Join("node_modules", "serverless", "bin", "serverless.js")
	node, err := exec.LookPath("node")
	if err == nil {
		err = installPeers(ctx, peers, script)
	}
	if err != nil {
		return all, &leftOutError{"serverless-offline", err}
	}
	for _, inProcess := range []bool{false, true} {
		name := "serverless-offline"
		if inProcess {
			name += "-in-process"
		}
		all = append(all, &contender{name: name, peer: true, begin: func(ctx context.Context) (*start, error) {
			return startServerless(ctx, node, script, peers, inProcess)
		}})
	}
	return all, nil
}

// A leftOutError is a contender that could not be had. The others run, and the
// report says so: a row that is missing is easily taken for one that never was.
type leftOutError struct {
	name  string
	cause error
}

func (e *leftOutError) Error() string { return e.name + " is left out: " + e.cause.Error() }

func (e *leftOutError) Unwrap() error { return e.cause }

// installPeers installs what is not there, also after an installation that was
// broken off.
func installPeers(ctx context.Context, dir, script string) error {
	install := exec.CommandContext(ctx, "bash", filepath.Join(dir, "install.sh"))
	if out, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("install it: %w: %s", err, bytes.TrimSpace(out))
	}
	_, errScript := os.Stat(filepath.Join(dir, script))
	_, errPlugin := os.Stat(filepath.Join(dir, "node_modules", "serverless-offline", "package.json"))
	return errors.Join(errScript, errPlugin)
}

// startApigen serves the reference API. The first answer is one of its stage:
// nobody may call it without a token.
func startApigen(ctx context.Context, binary, root string) (*start, error) {
	cmd := exec.CommandContext(ctx, binary, "local", "api/openapi.yaml", "--data", "", "--access-log", "", "--listen", "127.0.0.1:0",
		"--function", "directory=http://127.0.0.1:9",
		"--param", "StaffUserPoolArn=arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_staff",
		"--param", "WebOrigin=https://directory.example.com")
	cmd.Dir = root
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return await(cmd, func() (string, error) {
		line, err := bufio.NewReader(stdout).ReadString('\n')
		address, _, _ := strings.Cut(line, "\t")
		return address + "/personnel", err
	}, http.MethodGet, http.StatusUnauthorized)
}

// startServerless serves one function that does nothing, by threads of its own as
// it is unless it is told otherwise, or in the process of the server.
func startServerless(ctx context.Context, node, script, dir string, inProcess bool) (*start, error) {
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, node, script, "offline", "--host", "127.0.0.1", "--httpPort", ports[0], "--lambdaPort", ports[1])
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "IN_PROCESS="+strconv.FormatBool(inProcess))
	return await(cmd, func() (string, error) { return "http://127.0.0.1:" + ports[0] + "/function", nil }, http.MethodPost, http.StatusOK)
}

// await starts a process and asks until it answers with the status.
func await(cmd *exec.Cmd, address func() (string, error), method string, status int) (*start, error) {
	var said bytes.Buffer
	cmd.Stderr = &said
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &start{stop: func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }} // it is to end, in whatever way
	broken := func(err error) (*start, error) {
		s.stop()
		return nil, fmt.Errorf("%w\n%s", err, said.String())
	}
	var err error
	if s.address, err = address(); err != nil {
		return broken(err)
	}
	for {
		got, err := ask(method, s.address)
		if err == nil && got == status {
			break
		}
		if time.Since(began) > patience {
			return broken(fmt.Errorf("no answer with status %d, the last was %d: %w", status, got, err))
		}
		time.Sleep(2 * time.Millisecond)
	}
	s.answered = time.Since(began)
	for range warmUp {
		if got, err := ask(method, s.address); err != nil || got != status {
			return broken(fmt.Errorf("status %d, want %d: %w", got, status, err))
		}
	}
	s.memory = resident(cmd.Process.Pid)
	return s, nil
}

func ask(method, address string) (status int, err error) {
	req, err := http.NewRequestWithContext(context.Background(), method, address, nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, errors.Join(err, resp.Body.Close())
}

// resident gives the resident memory of a process in MiB, zero where it cannot
// be read.
func resident(pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	line, _, _ := strings.Cut(rest, "\n")
	kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(line), " kB"), 64) // proc(5)
	return kb / 1024
}

// freePorts gives ports nobody listens on.
func freePorts(n int) ([]string, error) {
	var ports []string
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // all at once, or a port would come twice
		_, port, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			return nil, err
		}
		ports = append(ports, port)
	}
	return ports, nil
}
