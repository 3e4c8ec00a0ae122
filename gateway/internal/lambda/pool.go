package lambda

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// initTimeout is what Lambda gives a function to ask for its first
	// invocation.
	initTimeout = 10 * time.Second
	// stopGrace is how long a process has after SIGTERM.
	stopGrace = 2 * time.Second
	// maxPatience bounds how long an invocation waits for a process that is busy
	// before another one is started for it.
	maxPatience = 100 * time.Millisecond
	// startsWorth is how many times as long as a start takes an invocation waits
	// for a busy process: a start costs the machine more than the time it takes,
	// and a process stays.
	startsWorth = 4
)

// A pool runs the processes of one bootstrap. A process serves one invocation
// at a time, so concurrency is a matter of processes: they start when one is
// needed and none is idle, up to the function's limit, and stay for the next
// invocation. A function that answers sooner than its processes start gets by
// with few of them. A process of a binary that has since changed is not used
// again.
type pool struct {
	f      Function
	config Config
	log    *slog.Logger
	binary *executable
	done   chan struct{} // closed by close
	wg     sync.WaitGroup

	mu       sync.Mutex
	idle     []*process
	all      map[*process]bool
	counted  int       // processes that take invocations, those that are being started among them
	waiters  []*waiter // for a process, the first who came first
	patience time.Duration
	closed   bool
}

func newPool(f Function, c Config) *pool {
	return &pool{
		f: f, config: c, log: c.Log.With("function", f.Name), binary: &executable{path: f.Target},
		done: make(chan struct{}), all: map[*process]bool{},
	}
}

// A job is an invocation on its way through a process.
type job struct {
	inv      Invocation
	id       string
	began    time.Time
	deadline time.Time
	result   chan outcome // takes one
	left     atomic.Bool  // whether the caller has gone

	// Of the process, under its lock.
	sent bool           // whether the process has it
	in   *io.PipeWriter // of a stream that has begun
}

// An outcome is what became of a job.
type outcome struct {
	Result
	unreached bool // the process ended before it took the job
}

// A waiter is an invocation that waits for a process.
type waiter struct{ got chan grant }

// A grant is a process, or why there is none.
type grant struct {
	proc   *process
	failed *Result
}

func (p *pool) invoke(ctx context.Context, inv Invocation) (Result, error) {
	for {
		g, err := p.acquire(ctx)
		if err != nil {
			return Result{}, err
		}
		if g.failed != nil {
			return *g.failed, nil
		}
		// An idle process that turns out to have ended is replaced: the invocation
		// has not reached it. A new one is not.
		first := !g.proc.used
		j := p.newJob(inv)
		g.proc.take(j)
		select {
		case out := <-j.result:
			if !out.unreached || first {
				out.RequestID = j.id
				return out.Result, nil
			}
		case <-ctx.Done():
			j.left.Store(true)
			j.drop()
			return Result{}, ctx.Err()
		}
	}
}

func (p *pool) newJob(inv Invocation) *job {
	now := time.Now()
	return &job{inv: inv, id: p.config.NewID(), began: now, deadline: now.Add(p.f.Timeout), result: make(chan outcome, 1)}
}

// finish gives the caller what became of the job, once.
func (j *job) finish(out outcome) {
	j.result <- out
	if j.left.Load() {
		j.drop()
	}
}

// drop closes a stream that nobody reads.
func (j *job) drop() {
	select {
	case out := <-j.result:
		if out.Stream != nil {
			_ = out.Stream.Close() // never fails
		}
	default:
	}
}

// acquire gives a process that waits for work: an idle one, else the next that
// is free, else a new one.
func (p *pool) acquire(ctx context.Context) (grant, error) {
	for {
		g, err := p.wait(ctx)
		if err != nil || g.failed != nil || g.proc.current() {
			return g, err
		}
		p.log.Info("the executable has changed, starting it anew")
		p.retire(g.proc)
		go g.proc.stop()
	}
}

func (p *pool) wait(ctx context.Context) (grant, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return grant{}, ErrClosed
	}
	if n := len(p.idle); n > 0 { // the one that worked last
		proc := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return grant{proc: proc}, nil
	}
	w := &waiter{got: make(chan grant, 1)}
	p.waiters = append(p.waiters, w)
	var late <-chan time.Time
	switch {
	case p.counted >= p.f.Concurrency:
	case p.counted == 0 || p.patience == 0:
		p.startFor(w)
	default:
		timer := time.NewTimer(p.patience)
		defer timer.Stop()
		late = timer.C
	}
	p.mu.Unlock()
	for {
		select {
		case g := <-w.got:
			return g, nil
		case <-late:
			late = nil
			p.mu.Lock()
			if p.counted < p.f.Concurrency && !p.closed {
				p.startFor(w)
			}
			p.mu.Unlock()
		case <-ctx.Done():
			p.leave(w)
			return grant{}, ctx.Err()
		case <-p.done:
			p.leave(w)
			return grant{}, ErrClosed
		}
	}
}

// leave takes a waiter out. What it has been given in the meantime is the next
// one's.
func (p *pool) leave(w *waiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.remove(w) {
		return
	}
	if g := <-w.got; g.proc != nil {
		p.give(g.proc)
	}
}

// remove is false when the waiter has been given something.
func (p *pool) remove(w *waiter) bool {
	i := slices.Index(p.waiters, w)
	if i >= 0 {
		p.waiters = slices.Delete(p.waiters, i, i+1)
	}
	return i >= 0
}

// startFor starts a process. It is for who waits longest; that it does not start
// is for the waiter who asked.
func (p *pool) startFor(w *waiter) {
	p.counted++
	p.wg.Add(1) // the pool is open
	go func() {
		defer p.wg.Done()
		proc, failed := p.start()
		p.mu.Lock()
		defer p.mu.Unlock()
		if failed != nil {
			if p.remove(w) {
				w.got <- grant{failed: failed}
			}
			p.uncount()
			return
		}
		p.patience = min(startsWorth*proc.started, maxPatience)
		if proc.counted = p.all[proc]; proc.counted {
			p.give(proc)
			return
		}
		if p.remove(w) { // it has ended already, which is the answer
			w.got <- grant{proc: proc}
		}
		p.uncount()
	}()
}

// give hands a free process to who waits longest, or keeps it.
func (p *pool) give(proc *process) {
	switch {
	case !proc.counted || p.closed:
	case len(p.waiters) > 0:
		w := p.waiters[0]
		p.waiters = slices.Delete(p.waiters, 0, 1)
		w.got <- grant{proc: proc}
	default:
		p.idle = append(p.idle, proc)
	}
}

// uncount makes room for another process.
func (p *pool) uncount() {
	p.counted--
	if len(p.waiters) > 0 && p.counted < p.f.Concurrency && !p.closed {
		p.startFor(p.waiters[0])
	}
}

// putIdle takes a process back that has answered.
func (p *pool) putIdle(proc *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.give(proc)
}

// retire gives a process no more work.
func (p *pool) retire(proc *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if proc.counted {
		proc.counted = false
		p.uncount()
	}
}

// forget drops a process that has ended.
func (p *pool) forget(proc *process) {
	p.retire(proc)
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, proc)
	if i := slices.Index(p.idle, proc); i >= 0 {
		p.idle = slices.Delete(p.idle, i, i+1)
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
