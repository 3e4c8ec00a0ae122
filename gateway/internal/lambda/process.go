package lambda

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A process is one running bootstrap with a Runtime API of its own: the
// protocol does not say which process is asking, the address does.
//
// A job is answered by who takes it from the process first: the connection that
// has the answer, the timer at the deadline, or the process's end. Its caller
// only waits.
type process struct {
	pool   *pool
	cmd    *exec.Cmd
	stamp  fileStamp
	api    net.Listener  // of its Runtime API
	ready  chan struct{} // closed when the first invocation is asked for
	exited chan struct{} // closed when the process has ended
	once   sync.Once     // of ready
	timer  *time.Timer   // goes off at the deadline of the job
	used   bool          // whether it was given a job

	counted bool // among the pool's, under the pool's lock

	// Of reports, which are of one invocation at a time.
	started time.Duration // how long it took to ask for work; zero when reported
	looked  time.Time     // when the memory was looked at
	memory  int64         // bytes of memory, at most
	warned  bool          // of more memory than the function has

	mu      sync.Mutex
	job     *job              // under way
	asking  *runtimeConn      // has asked for an invocation and waits; may be nil
	conns   map[net.Conn]bool // nil when the process has ended
	initErr []byte            // what the process posted to init/error
}

// start starts a process and waits until it asks for work. The result is what
// the caller gets when it does not.
func (p *pool) start() (*process, *Result) {
	fail := func(kind, message string) (*process, *Result) {
		p.log.Error("start function", "error", message)
		return nil, &Result{Payload: errorPayload(kind, message), FunctionError: "Unhandled"}
	}
	var listen net.ListenConfig
	l, err := listen.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return fail("Runtime.StartError", err.Error())
	}
	proc := newProcess(p, l)
	if err := proc.launch(); err != nil {
		return fail("Runtime.InvalidEntrypoint", err.Error())
	}
	began := time.Now()
	timer := time.NewTimer(p.f.InitTimeout)
	defer timer.Stop()
	select {
	case <-proc.ready:
		proc.started = time.Since(began)
		return proc, nil
	case <-proc.exited:
		if posted := proc.initError(); posted != nil {
			return nil, &Result{Payload: posted, FunctionError: "Unhandled"}
		}
		return fail("Runtime.ExitError", "Runtime exited before it asked for an invocation: "+proc.cmd.ProcessState.String())
	case <-p.done:
		proc.stop()
		return fail("Runtime.ExitError", ErrClosed.Error())
	case <-timer.C:
		proc.stop()
		return fail("Sandbox.Timedout", fmt.Sprintf("the function did not ask for an invocation within %s", p.f.InitTimeout))
	}
}

func newProcess(p *pool, api net.Listener) *process {
	proc := &process{
		pool: p, stamp: p.binary.look(), api: api,
		ready: make(chan struct{}), exited: make(chan struct{}), conns: map[net.Conn]bool{},
	}
	proc.timer = time.AfterFunc(time.Hour, proc.late)
	proc.timer.Stop() // until there is a deadline
	return proc
}

// launch starts the Runtime API and the process.
func (proc *process) launch() error {
	p := proc.pool
	out := &lineLogger{log: p.log}
	proc.cmd = exec.Command(p.f.Target)
	proc.cmd.Dir = filepath.Dir(p.f.Target)
	if abs, err := filepath.Abs(p.f.Target); err == nil {
		proc.cmd.Path, proc.cmd.Dir = abs, filepath.Dir(abs)
	}
	proc.cmd.Env = environment(p.f, p.config.Region, proc.api.Addr().String(), proc.cmd.Dir)
	proc.cmd.Stdout, proc.cmd.Stderr = out, out
	proc.cmd.WaitDelay = time.Second // for pipes that grandchildren hold open
	proc.cmd.SysProcAttr = ownGroup()

	if !p.enter() {
		return errors.Join(ErrClosed, proc.api.Close())
	}
	started := make(chan error, 1)
	go func() {
		defer p.wg.Done()
		// The kernel ends the child with the thread that made it, so the thread
		// is kept until the child has ended.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := proc.cmd.Start()
		if err == nil {
			p.mu.Lock()
			p.all[proc] = true
			closed := p.closed
			p.mu.Unlock()
			if closed {
				killGroup(proc.cmd.Process.Pid)
			}
		}
		started <- err
		if err != nil {
			return
		}
		_ = proc.cmd.Wait() // how it ended is in ProcessState
		killGroup(proc.cmd.Process.Pid)
		out.flush()
		p.forget(proc)
		proc.end()
	}()
	if err := <-started; err != nil {
		return errors.Join(err, proc.api.Close())
	}
	p.wg.Add(1) // counted by the goroutine above until the process has ended
	go func() {
		defer p.wg.Done()
		proc.listen() // ends when the process has
	}()
	return nil
}

// environment is what Lambda sets for a function, on top of the environment of
// the gateway. See
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
func environment(f Function, region, api, dir string) []string {
	env := os.Environ()
	name, _ := SplitName(f.Name)
	set := map[string]string{
		"AWS_LAMBDA_RUNTIME_API":          api,
		"AWS_LAMBDA_FUNCTION_NAME":        name,
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(f.Memory),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + name,
		"AWS_LAMBDA_LOG_STREAM_NAME":      "local",
		"AWS_REGION":                      region,
		"AWS_DEFAULT_REGION":              region,
		"LAMBDA_TASK_ROOT":                dir,
		"TZ":                              ":UTC",
		"_HANDLER":                        "bootstrap",
	}
	maps.Copy(set, f.Env)
	for _, name := range slices.Sorted(maps.Keys(set)) {
		env = append(env, name+"="+set[name]) // the last of a name wins
	}
	return env
}

// current reports whether the process runs the executable as it is now. One that
// has gone is still served by who runs it.
func (proc *process) current() bool {
	now := proc.pool.binary.stamp()
	return now == proc.stamp || now == (fileStamp{})
}

// take gives the process a job, whose result comes in any case.
func (proc *process) take(j *job) {
	proc.used = true
	proc.mu.Lock()
	if proc.conns == nil {
		proc.mu.Unlock()
		j.finish(outcome{proc.crashed(j), true})
		return
	}
	proc.job = j
	proc.timer.Reset(time.Until(j.deadline))
	c := proc.asking
	proc.asking, j.sent = nil, c != nil
	proc.mu.Unlock()
	switch {
	case c == nil: // it gets the job when it asks
	case len(j.inv.Payload) <= roomy:
		c.send(j)
	case proc.pool.enter(): // the process may take its time to read it
		go func() {
			defer proc.pool.wg.Done()
			c.send(j)
		}()
	}
}

// roomy is what a connection takes without anybody reading it.
const roomy = 32 << 10

// claim takes the job from the process, if it is still its own: it has one
// answer.
func (proc *process) claim(j *job) bool {
	proc.mu.Lock()
	defer proc.mu.Unlock()
	if j == nil || proc.job != j {
		return false
	}
	proc.job = nil
	proc.timer.Stop()
	return true
}

// answered passes the answer of a job that was claimed on.
func (proc *process) answered(j *job, res Result) {
	proc.report(j)
	proc.pool.putIdle(proc) // before the caller knows, who may have another invocation
	j.finish(outcome{Result: res})
}

// late is called at the deadline of a job, and possibly of an earlier one.
func (proc *process) late() {
	if !proc.pool.enter() {
		return // all processes end
	}
	defer proc.pool.wg.Done()
	proc.mu.Lock()
	j := proc.job
	proc.mu.Unlock()
	if j == nil || time.Now().Before(j.deadline) || !proc.claim(j) {
		return
	}
	proc.broken(j, proc.timedOut(j), false)
}

// end is called when the process has ended.
func (proc *process) end() {
	proc.mu.Lock()
	conns, j := proc.conns, proc.job
	unreached := j != nil && !j.sent
	proc.conns, proc.asking = nil, nil
	proc.mu.Unlock()
	_ = proc.api.Close()
	for c := range conns {
		_ = c.Close()
	}
	close(proc.exited)
	if proc.claim(j) {
		proc.broken(j, proc.crashed(j), unreached)
	}
}

// broken passes the failure of a job that was claimed on: as its answer, or as the
// end of the stream that is its answer.
func (proc *process) broken(j *job, res Result, unreached bool) {
	if j.in != nil {
		_ = j.in.CloseWithError(&StreamError{res.Payload}) // never fails
		return
	}
	j.finish(outcome{res, unreached})
}

// timedOut ends the process at the deadline, and is what Lambda answers then.
func (proc *process) timedOut(j *job) Result {
	proc.pool.log.Warn("function timed out, ending its process", "requestId", j.id, "after", proc.pool.f.Timeout)
	proc.report(j)
	proc.kill()
	return timedOut(proc.pool.f)
}

// crashed is what Lambda answers when the process ended instead of answering.
func (proc *process) crashed(j *job) Result {
	message := fmt.Sprintf("RequestId: %s Error: Runtime exited with error: %s", j.id, proc.cmd.ProcessState)
	proc.pool.log.Error("function ended", "error", message)
	proc.report(j)
	return Result{Payload: errorPayload("Runtime.ExitError", message), FunctionError: "Unhandled"}
}

func (proc *process) initError() []byte {
	proc.mu.Lock()
	defer proc.mu.Unlock()
	return proc.initErr
}

// kill ends the process group at once.
func (proc *process) kill() {
	killGroup(proc.cmd.Process.Pid)
	<-proc.exited
}

// stop asks the process to end, and ends it when it does not.
func (proc *process) stop() {
	terminateGroup(proc.cmd.Process.Pid)
	timer := time.NewTimer(stopGrace)
	defer timer.Stop()
	select {
	case <-proc.exited:
	case <-timer.C:
		proc.kill()
	}
}

// A lineLogger logs what a process prints, line by line.
type lineLogger struct {
	log  *slog.Logger
	mu   sync.Mutex
	rest []byte
}

// maxLine is where a line without an end is cut.
const maxLine = 64 << 10

func (l *lineLogger) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, b...)
	for {
		i := bytes.IndexByte(l.rest, '\n')
		if i < 0 && len(l.rest) < maxLine {
			return len(b), nil
		}
		if i < 0 {
			i = maxLine - 1
		}
		l.log.Info(string(bytes.TrimRight(l.rest[:i], "\r")))
		l.rest = l.rest[i+1:]
	}
}

func (l *lineLogger) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.rest) > 0 {
		l.log.Info(string(l.rest))
		l.rest = nil
	}
}
