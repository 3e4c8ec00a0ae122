package lambda

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
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
type process struct {
	pool   *pool
	cmd    *exec.Cmd
	stamp  fileStamp
	jobs   chan *job     // to the handler of invocation/next
	ready  chan struct{} // closed when the first invocation is asked for
	exited chan struct{} // closed when the process has ended
	once   sync.Once     // of ready

	// Of reports, which are of one invocation at a time.
	started time.Duration // how long it took to ask for work; zero when reported
	looked  time.Time     // when the memory was looked at
	used    int64         // bytes of memory, at most
	warned  bool          // of more memory than the function has

	mu      sync.Mutex
	current *job
	initErr []byte // what the process posted to init/error
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
	proc := &process{
		pool: p, stamp: stamp(p.f.Target),
		jobs: make(chan *job), ready: make(chan struct{}), exited: make(chan struct{}),
	}
	if err := proc.launch(l); err != nil {
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

// launch starts the Runtime API and the process.
func (proc *process) launch(l net.Listener) error {
	p := proc.pool
	server := &http.Server{Handler: proc.runtimeAPI(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelDebug)}
	out := &lineLogger{log: p.log}
	proc.cmd = exec.Command(p.f.Target)
	proc.cmd.Dir = filepath.Dir(p.f.Target)
	if abs, err := filepath.Abs(p.f.Target); err == nil {
		proc.cmd.Path, proc.cmd.Dir = abs, filepath.Dir(abs)
	}
	proc.cmd.Env = environment(p.f, p.config.Region, l.Addr().String(), proc.cmd.Dir)
	proc.cmd.Stdout, proc.cmd.Stderr = out, out
	proc.cmd.WaitDelay = time.Second // for pipes that grandchildren hold open
	proc.cmd.SysProcAttr = ownGroup()

	if !p.enter() {
		return errors.Join(ErrClosed, l.Close())
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
		_ = server.Close()
		close(proc.exited)
	}()
	if err := <-started; err != nil {
		return errors.Join(err, l.Close())
	}
	p.wg.Add(1) // counted by the goroutine above until the server is closed
	go func() {
		defer p.wg.Done()
		_ = server.Serve(l) // ends when the process has
	}()
	return nil
}

// environment is what Lambda sets for a function, on top of the environment of
// the gateway. See
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
func environment(f Function, region, api, dir string) []string {
	env := os.Environ()
	set := map[string]string{
		"AWS_LAMBDA_RUNTIME_API":          api,
		"AWS_LAMBDA_FUNCTION_NAME":        f.Name,
		"AWS_LAMBDA_FUNCTION_VERSION":     "$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(f.Memory),
		"AWS_LAMBDA_INITIALIZATION_TYPE":  "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME":       "/aws/lambda/" + f.Name,
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

// serve hands a job to the process, answers with its result, and returns when
// the process is done with it. It is false, without an answer, when the process
// ended before it took the job, unless this was its last chance.
func (proc *process) serve(j *job, last bool, answer func(Result)) (served bool) {
	timer := time.NewTimer(time.Until(j.deadline))
	defer timer.Stop()
	proc.setCurrent(j)
	select {
	case proc.jobs <- j:
	case <-proc.exited:
		if last {
			answer(proc.crashed(j))
		}
		return last
	case <-timer.C:
		answer(proc.timedOut(j))
		return true
	}
	select {
	case res := <-j.result:
		proc.answered(j, res, timer.C, answer)
	case <-proc.exited:
		select {
		case res := <-j.result: // it answered and then ended
			proc.answered(j, res, timer.C, answer)
		default:
			answer(proc.crashed(j))
		}
	case <-timer.C:
		answer(proc.timedOut(j))
	}
	return true
}

// answered passes an answer on, and sees to the rest of a stream.
func (proc *process) answered(j *job, res Result, late <-chan time.Time, answer func(Result)) {
	if res.Stream != nil {
		answer(res)
		proc.follow(j, late)
		return
	}
	proc.report(j)
	proc.pool.putIdle(proc) // before the caller knows, who may have another invocation
	answer(res)
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

func (proc *process) setCurrent(j *job) {
	proc.mu.Lock()
	defer proc.mu.Unlock()
	proc.current = j
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
