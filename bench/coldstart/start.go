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
	"strconv"
	"strings"
	"time"
)

// A startup is what one start of a contender cost.
type startup struct {
	next, answered time.Duration // since the process was started
	processor      time.Duration // of user and system, until the answer
	memory         int64         // bytes, at most, of resident memory
}

// event is what each contender is asked.
const event = `{"resource":"/{proxy+}","path":"/items0/7","httpMethod":"PUT","headers":{"Content-Type":"application/json"},"multiValueHeaders":{"Content-Type":["application/json"]},` +
	`"queryStringParameters":null,"multiValueQueryStringParameters":null,"requestContext":{"stage":"live","requestId":"r","domainName":"a.execute-api.eu-west-1.amazonaws.com","identity":{"sourceIp":"198.51.100.23"}},` +
	`"body":"{\"id\":\"7\",\"name\":\"Ada\",\"email\":\"ada@example.com\",\"status\":\"open\",\"amount\":1,\"rating\":4.5,\"tags\":[\"a\"],` +
	`\"address\":{\"street\":\"1 Way\",\"city\":\"Leeds\",\"zip\":\"LS1\",\"country\":\"GB\"}}","isBase64Encoded":false}`

// The reference service has other routes: it says that there is no such thing.
var expected = map[bool]string{true: `"statusCode":404`, false: `"statusCode":200`}

// start starts a contender once against a Runtime API of our own.
func start(ctx context.Context, c *contender) (s startup, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	asked, answer := make(chan time.Time, 8), make(chan string, 8)
	config := net.ListenConfig{Control: stamped}
	l, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return s, err
	}
	defer l.Close()
	go runtimeAPI(l, asked, answer)

	files, log, err := c.files()
	if err != nil {
		return s, err
	}
	defer log.Close()
	as := &os.ProcAttr{Files: files, Env: []string{"AWS_LAMBDA_RUNTIME_API=" + l.Addr().String(), "DIRECTORY_DATABASE=sqlite::memory:", "PATH=" + os.Getenv("PATH")}}
	began := time.Now()
	process, err := os.StartProcess(c.path, []string{c.path}, as)
	if err != nil {
		return s, err
	}
	defer func() {
		_ = process.Kill()
		if state, waitErr := process.Wait(); waitErr == nil {
			s.processor = state.UserTime() + state.SystemTime()
		}
		if err != nil {
			said, _ := os.ReadFile(log.Name())
			err = fmt.Errorf("%w: %s", err, said)
		}
	}()
	select {
	case at := <-asked:
		s.next = at.Sub(began.Round(0)) // by the clock of the wall, as the kernel's
	case <-ctx.Done():
		return s, errors.New("no call of the Runtime API")
	}
	select {
	case body := <-answer:
		s.answered = time.Since(began)
		if want := expected[c.template == ""]; !strings.Contains(body, want) {
			return s, fmt.Errorf("answered %s, want %s", body, want)
		}
	case <-ctx.Done():
		return s, errors.New("no answer")
	}
	s.memory, err = peak(process.Pid)
	return s, err
}

// files are the standard files of a contender: they are there before it is
// started. What it says goes to the log.
func (c *contender) files() (files []*os.File, log *os.File, err error) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	log, err = os.Create(c.path + ".log")
	return []*os.File{null, null, log}, log, err
}

// runtimeAPI gives out one event. It is no server of net/http, whose own work
// for a first request would be a part of every figure.
func runtimeAPI(l net.Listener, asked chan<- time.Time, answer chan<- string) {
	events := make(chan string, 1)
	events <- event
	for {
		conn, err := l.Accept()
		if err != nil {
			return // the listener is closed
		}
		go func() {
			defer conn.Close()
			converse(conn, events, asked, answer)
		}()
	}
}

// converse answers the calls of one connection until a function asks for more
// events than there are.
func converse(conn net.Conn, events <-chan string, asked chan<- time.Time, answer chan<- string) {
	at, begun, err := arrival(conn)
	if err != nil {
		return
	}
	in := bufio.NewReader(io.MultiReader(bytes.NewReader(begun), conn))
	for {
		call, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		if call.Method == http.MethodPost {
			body, _ := io.ReadAll(call.Body)
			_, _ = io.WriteString(conn, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
			answer <- string(body)
			continue
		}
		select {
		case e := <-events:
			asked <- at
			fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: r\r\n"+
				"Lambda-Runtime-Deadline-Ms: %d\r\nContent-Length: %d\r\n\r\n%s", time.Now().Add(time.Minute).UnixMilli(), len(e), e)
		default:
			_, _ = in.Peek(1) // until the function is killed
			return
		}
	}
}

// peak is the most memory a process had resident.
func peak(pid int) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kib << 10, err
		}
	}
	return 0, errors.New("no VmHWM in /proc")
}

// instructions counts what a contender runs until it finds nobody to call: a
// figure that no other load on the machine changes. It is zero without valgrind.
func instructions(ctx context.Context, c *contender) (int64, error) {
	valgrind, err := exec.LookPath("valgrind")
	if err != nil {
		return 0, nil
	}
	cmd := exec.CommandContext(ctx, valgrind, "--tool=lackey", c.path)
	cmd.Env = []string{"AWS_LAMBDA_RUNTIME_API=127.0.0.1:1", "DIRECTORY_DATABASE=sqlite::memory:", "PATH=" + os.Getenv("PATH")}
	out, _ := cmd.CombinedOutput() // it ends with an error: nobody is there
	_, rest, found := bytes.Cut(out, []byte("guest instrs:"))
	if fields := bytes.Fields(rest); found && len(fields) > 0 {
		return strconv.ParseInt(strings.ReplaceAll(string(fields[0]), ",", ""), 10, 64)
	}
	return 0, fmt.Errorf("count instructions of %s: no count in %s", c.name, out)
}
