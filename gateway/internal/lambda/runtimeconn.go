package lambda

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A runtimeConn is a connection of a process to its Runtime API.
//
// There is no http.Server: what a small function takes is less than what that one
// does for each call. Requests are read with net/http's parser; who has an
// invocation writes it to the connection that waits for one, and nobody has to be
// woken for it.
type runtimeConn struct {
	proc *process
	conn net.Conn
	in   *bufio.Reader
	last bool // the connection ends with the answer to next

	mu  sync.Mutex // of what is written
	out []byte
}

// listen serves the connections of a process until it has ended.
func (proc *process) listen() {
	for {
		conn, err := proc.api.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // such as too many open files
			proc.pool.log.Warn("accept a connection to the Runtime API", "error", err)
			time.Sleep(10 * time.Millisecond)
			continue
		}
		proc.mu.Lock()
		ended := proc.conns == nil
		if !ended {
			proc.conns[conn] = true
		}
		proc.mu.Unlock()
		if ended {
			_ = conn.Close()
			return
		}
		c := &runtimeConn{proc: proc, conn: conn, in: bufio.NewReader(conn)}
		proc.pool.wg.Add(1) // who listens is counted, too
		go func() {
			defer proc.pool.wg.Done()
			c.serveAll()
		}()
	}
}

// serveAll serves one call after the other. While the process waits for an
// invocation nothing comes, so reading goes on, and notices when it has gone.
func (c *runtimeConn) serveAll() {
	defer c.close()
	for {
		r, err := http.ReadRequest(c.in)
		if err != nil || c.stopAsking() { // nobody may ask for more before the answer
			return
		}
		if strings.EqualFold(r.Header.Get("Expect"), "100-continue") {
			if err := c.writeAll([]byte("HTTP/1.1 100 Continue\r\n\r\n")); err != nil {
				return
			}
		}
		if err := c.serve(r); err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		if r.Close && !c.last {
			return
		}
	}
}

// stopAsking reports whether the connection waited for an invocation, which it
// does no more.
func (c *runtimeConn) stopAsking() bool {
	c.proc.mu.Lock()
	defer c.proc.mu.Unlock()
	if c.proc.asking != c {
		return false
	}
	c.proc.asking = nil
	return true
}

func (c *runtimeConn) close() {
	c.stopAsking()
	c.proc.mu.Lock()
	delete(c.proc.conns, c.conn)
	c.proc.mu.Unlock()
	_ = c.conn.Close()
}

// send answers next with a job. When that cannot be written, the process may ask
// again on another connection.
func (c *runtimeConn) send(j *job) {
	for c != nil {
		if c.writeJob(j) == nil {
			return
		}
		_ = c.conn.Close()
		proc := c.proc
		proc.mu.Lock()
		c, proc.asking = proc.asking, nil
		if proc.job != j { // it is over
			proc.asking, c = c, nil
		} else {
			j.sent = c != nil
		}
		proc.mu.Unlock()
	}
}

func (c *runtimeConn) writeJob(j *job) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := append(c.out[:0], "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"...)
	b = appendField(b, "Lambda-Runtime-Aws-Request-Id", j.id)
	b = strconv.AppendInt(append(b, "Lambda-Runtime-Deadline-Ms: "...), j.deadline.UnixMilli(), 10)
	b = appendField(append(b, "\r\n"...), "Lambda-Runtime-Invoked-Function-Arn", j.inv.ARN)
	if j.inv.TraceID != "" {
		b = appendField(b, "Lambda-Runtime-Trace-Id", j.inv.TraceID)
	}
	if c.last {
		b = appendField(b, "Connection", "close")
	}
	b = strconv.AppendInt(append(b, "Content-Length: "...), int64(len(j.inv.Payload)), 10)
	b = append(b, "\r\n\r\n"...)
	c.out = b
	var err error
	if len(j.inv.Payload) <= roomy {
		c.out = append(b, j.inv.Payload...)
		_, err = c.conn.Write(c.out)
	} else {
		_, err = (&net.Buffers{b, j.inv.Payload}).WriteTo(c.conn)
	}
	if c.last && err == nil {
		_ = c.conn.Close() // what was written arrives all the same
	}
	return err
}

// appendField writes a header line. What would break it becomes a space.
func appendField(b []byte, name, value string) []byte {
	b = append(append(b, name...), ": "...)
	for i := range len(value) {
		c := value[i]
		if c < ' ' || c == 0x7f {
			c = ' '
		}
		b = append(b, c)
	}
	return append(b, "\r\n"...)
}

// write answers a call with JSON.
func (c *runtimeConn) write(status int, body []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := strconv.AppendInt(append(c.out[:0], "HTTP/1.1 "...), int64(status), 10)
	b = append(append(append(b, ' '), http.StatusText(status)...), "\r\nContent-Type: application/json\r\nContent-Length: "...)
	b = append(strconv.AppendInt(b, int64(len(body)), 10), "\r\n\r\n"...)
	c.out = append(b, body...)
	_, err := c.conn.Write(c.out)
	return err
}

func (c *runtimeConn) writeAll(b []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.conn.Write(b)
	return err
}
