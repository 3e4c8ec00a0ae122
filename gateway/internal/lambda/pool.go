package lambda

import (
	"context"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"
)

const (
	// initTimeout is what Lambda gives a function to ask for its first
	// invocation.
	initTimeout = 10 * time.Second
	// stopGrace is how long a process has after SIGTERM.
	stopGrace = 2 * time.Second
)

// A pool runs the processes of one bootstrap. A process serves one invocation
// at a time, so concurrency is a matter of processes: they start when one is
// needed and none is idle, up to the function's limit, and stay for the next
// invocation. A process of a binary that has since changed is not used again.
type pool struct {
	f      Function
	config Config
	log    *slog.Logger
	slots  chan struct{} // one for each running invocation
	done   chan struct{} // closed by close
	wg     sync.WaitGroup

	mu     sync.Mutex
	idle   []*process
	all    map[*process]bool
	closed bool
}

func newPool(f Function, c Config) *pool {
	return &pool{
		f: f, config: c, log: c.Log.With("function", f.Name),
		slots: make(chan struct{}, f.Concurrency),
		done:  make(chan struct{}),
		all:   map[*process]bool{},
	}
}

// A job is an invocation on its way through a process.
type job struct {
	inv      Invocation
	id       string
	began    time.Time
	deadline time.Time
	result   chan Result // takes one

	in    *io.PipeWriter // of a stream; set before the result is given
	ended chan error     // how the stream ended; takes one
}

func (p *pool) invoke(ctx context.Context, inv Invocation) (Result, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return Result{}, ctx.Err()
	case <-p.done:
		return Result{}, ErrClosed
	}
	if !p.enter() {
		<-p.slots
		return Result{}, ErrClosed
	}
	out := make(chan Result)
	go func() {
		defer p.wg.Done()
		defer func() { <-p.slots }()
		p.run(inv, func(res Result) {
			select {
			case out <- res:
			case <-ctx.Done():
				if res.Stream != nil {
					_ = res.Stream.Close() // never fails
				}
			}
		})
	}()
	select {
	case res := <-out:
		return res, nil
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
}

// enter counts a goroutine of the pool, unless the pool is closed.
func (p *pool) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.wg.Add(1)
	return true
}

// run takes an invocation through a process, which is free again when it
// returns. An idle process that turns out to have ended is replaced: the
// invocation has not reached it.
func (p *pool) run(inv Invocation, answer func(Result)) {
	for {
		proc, reused := p.takeIdle(), true
		if proc == nil {
			reused = false
			var failed *Result
			if proc, failed = p.start(); failed != nil {
				answer(*failed)
				return
			}
		}
		if proc.serve(p.newJob(inv), !reused, answer) {
			return
		}
	}
}

func (p *pool) newJob(inv Invocation) *job {
	now := time.Now()
	return &job{
		inv: inv, id: p.config.NewID(), began: now, deadline: now.Add(p.f.Timeout),
		result: make(chan Result, 1), ended: make(chan error, 1),
	}
}

// takeIdle gives a process that waits for work, or nil.
func (p *pool) takeIdle() *process {
	current := stamp(p.f.Target)
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.idle) > 0 {
		proc := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if current == proc.stamp || current == (fileStamp{}) {
			return proc
		}
		p.log.Info("the executable has changed, starting it anew")
		go proc.stop()
	}
	return nil
}

// putIdle takes a process back that has answered.
func (p *pool) putIdle(proc *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all[proc] && !p.closed {
		p.idle = append(p.idle, proc)
	}
}

// forget drops a process that has ended.
func (p *pool) forget(proc *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, proc)
	for i, other := range p.idle {
		if other == proc {
			p.idle = append(p.idle[:i:i], p.idle[i+1:]...)
			return
		}
	}
}

// close ends every process, with their time to stop, and waits.
func (p *pool) close() {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return
	}
	p.closed = true
	close(p.done)
	running := make([]*process, 0, len(p.all))
	for proc := range p.all {
		running = append(running, proc)
	}
	p.mu.Unlock()
	for _, proc := range running {
		go proc.stop()
	}
	p.wg.Wait()
}

// A fileStamp tells two builds of an executable apart.
type fileStamp struct {
	modified time.Time
	size     int64
}

func stamp(file string) fileStamp {
	info, err := os.Stat(file)
	if err != nil {
		return fileStamp{}
	}
	return fileStamp{info.ModTime(), info.Size()}
}
