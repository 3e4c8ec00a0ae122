// Package lambda runs the functions that stand behind a local gateway.
//
// A function is one of four things: a Lambda bootstrap executable, which runs
// as on AWS behind a Runtime API host ([runtime.go], [process.go]); an HTTP
// server that knows nothing of Lambda; a Lambda invoke endpoint; or a Go
// function in a test.
package lambda

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// ErrNoFunction is returned for a function that is not configured.
var ErrNoFunction = errors.New("no such function")

// ErrClosed is returned for invocations after [Host.Close].
var ErrClosed = errors.New("the function host is closed")

// An Invocation is one synchronous call of a function.
type Invocation struct {
	Function  string // its name
	Qualifier string // alias or version; one that nothing is said of is served by the function
	ARN       string // as the caller named it; may be empty
	Payload   []byte
	TraceID   string // X-Amzn-Trace-Id
	// Within is how long the caller waits, who gets [context.DeadlineExceeded] then.
	// Zero is as long as the context lasts.
	Within time.Duration
	// Event is an invocation nobody waits for: an endpoint elsewhere is told so.
	Event bool
	// Stream asks for the answer while the function writes it, if it does so by
	// parts; else the answer comes as a whole.
	Stream bool
}

// A Result is what a function answered. With a FunctionError the payload is the
// error as JSON.
type Result struct {
	Payload       []byte
	FunctionError string // "Handled" or "Unhandled"
	// RequestID is what the function and its log call the invocation; empty for
	// handlers in this process and for HTTP servers, which are told of none.
	RequestID string
	// Stream is the answer of a function that streams, when the invocation asked
	// for it; there is no payload then. The caller closes it.
	Stream *Stream
}

// A Function says what answers for a function name.
type Function struct {
	// Name is the function's, or NAME:QUALIFIER of an alias or a version that
	// answers otherwise than the function does. The function must be there, too.
	Name string
	// Target is the path of a bootstrap executable, the address of an HTTP
	// server (http://127.0.0.1:8080), or of a Lambda invoke endpoint (an address
	// that ends in /invocations).
	Target string
	// Handler answers in this process. It is used when Target is empty. It must
	// change neither the payload nor, later on, what it has answered.
	Handler func(ctx context.Context, payload []byte) ([]byte, error)
	// Env is added to the environment of a bootstrap.
	Env map[string]string
	// Timeout is how long one invocation may take. Zero is 30 s.
	Timeout time.Duration
	// Memory in MB is what a bootstrap is told. Nothing is limited by it, but the
	// log says how much was used, and warns of more. Zero is 128.
	Memory int
	// InitTimeout is how long a bootstrap may take to ask for its first
	// invocation. Zero is 10 s, as on AWS.
	InitTimeout time.Duration
	// Concurrency is how many processes a bootstrap may have. Zero is 10.
	Concurrency int
}

// An invoker answers invocations of one function.
type invoker interface {
	invoke(ctx context.Context, inv Invocation) (Result, error)
	close()
}

// A Config says what a [Host] works with.
type Config struct {
	Functions []Function
	// Elsewhere is the endpoint of a Lambda service that has every other
	// function; empty is none.
	Elsewhere string
	Region    string
	AccountID string
	Log       *slog.Logger
	Now       func() time.Time
	NewID     func() string // of invocations
}

// A Host holds the functions of a gateway.
type Host struct {
	config    Config
	functions map[string]Function
	invokers  map[string]invoker
	elsewhere *http.Client // of functions that Elsewhere has; nil when it is empty

	running context.Context // of asynchronous invocations; it ends with the host
	end     context.CancelFunc
	events  sync.WaitGroup
	mu      sync.Mutex
	closed  bool
}

// NewHost makes a host. Processes start with the first invocation; a target
// that cannot work is an error now.
func NewHost(c Config) (*Host, error) {
	h := &Host{config: c, functions: map[string]Function{}, invokers: map[string]invoker{}}
	if c.Elsewhere != "" {
		h.elsewhere = newClient(elsewhereTimeout)
	}
	h.running, h.end = context.WithCancel(context.Background())
	for _, f := range c.Functions {
		if f.Name == "" {
			return nil, errors.New("a function has no name")
		}
		if _, ok := h.functions[f.Name]; ok {
			return nil, fmt.Errorf("function %s is configured twice", f.Name)
		}
		f = f.withDefaults()
		i, err := h.invoker(f)
		if err != nil {
			return nil, fmt.Errorf("function %s: %w", f.Name, err)
		}
		h.functions[f.Name], h.invokers[f.Name] = f, i
	}
	for full := range h.functions {
		if name, qualifier := SplitName(full); qualifier != "" && h.invokers[name] == nil && h.elsewhere == nil {
			return nil, fmt.Errorf("function %s is not there, of which %s is an alias or a version", name, full)
		}
	}
	return h, nil
}

func (f Function) withDefaults() Function {
	if f.Timeout <= 0 {
		f.Timeout = 30 * time.Second
	}
	if f.Memory <= 0 {
		f.Memory = 128
	}
	if f.InitTimeout <= 0 {
		f.InitTimeout = initTimeout
	}
	if f.Concurrency <= 0 {
		f.Concurrency = 10
	}
	return f
}

func (h *Host) invoker(f Function) (invoker, error) {
	isHTTP := strings.HasPrefix(f.Target, "http://") || strings.HasPrefix(f.Target, "https://")
	switch {
	case f.Target == "" && f.Handler == nil:
		return nil, errors.New("it has neither target nor handler")
	case f.Target == "":
		return &handler{f}, nil
	case isHTTP && strings.HasSuffix(f.Target, "/invocations"):
		return invokeEndpoint{target: f.Target, client: newClient(f.Timeout)}, nil
	case isHTTP:
		return newServer(f)
	}
	info, err := os.Stat(f.Target)
	if err != nil {
		return nil, err
	}
	if info.IsDir() || info.Mode()&0o111 == 0 {
		return nil, fmt.Errorf("%s is no executable file; build it first", f.Target)
	}
	return newPool(f, h.config), nil
}

// newClient makes a client with connections of its own, so that closing the
// host leaves none behind.
func newClient(timeout time.Duration) *http.Client {
	return &http.Client{
		Timeout:       timeout,
		Transport:     http.DefaultTransport.(*http.Transport).Clone(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// elsewhereTimeout is the longest a function may take on AWS.
const elsewhereTimeout = 15 * time.Minute

// Function gives the configuration of a function.
func (h *Host) Function(name string) (Function, bool) {
	if f, ok := h.functions[name]; ok || h.elsewhere == nil {
		return f, ok
	}
	target := strings.TrimSuffix(h.config.Elsewhere, "/") + "/2015-03-31/functions/" + name + "/invocations"
	return Function{Name: name, Target: target, Timeout: elsewhereTimeout}.withDefaults(), true
}

// find gives what answers for a function, or for an alias or a version of it.
func (h *Host) find(name, qualifier string) (invoker, bool) {
	if i, ok := h.invokers[name+":"+qualifier]; ok {
		return i, true
	}
	if i, ok := h.invokers[name]; ok {
		return i, true
	}
	f, ok := h.Function(name)
	return invokeEndpoint{target: f.Target, client: h.elsewhere}, ok
}

// ARN gives the ARN of a function of this account.
func (h *Host) ARN(name string) string {
	return "arn:aws:lambda:" + h.config.Region + ":" + h.config.AccountID + ":function:" + name
}

// Invoke calls a function and waits for its answer or the end of ctx. What the
// function is doing then goes on until its own time-out.
func (h *Host) Invoke(ctx context.Context, inv Invocation) (Result, error) {
	i, ok := h.find(inv.Function, inv.Qualifier)
	if !ok {
		return Result{}, fmt.Errorf("function %s: %w", inv.Function, ErrNoFunction)
	}
	if inv.ARN == "" {
		inv.ARN = h.ARN(inv.Function)
	}
	if own, ok := i.(*handler); ok { // which looks at the time itself
		res, err := own.invoke(ctx, inv)
		if err != nil {
			return Result{}, fmt.Errorf("invoke function %s: %w", inv.Function, err)
		}
		return res, nil
	}
	if inv.Within > 0 {
		within, cancel := context.WithTimeout(ctx, inv.Within)
		defer cancel()
		ctx = within
	}
	res, err := i.invoke(ctx, inv)
	var network net.Error
	if errors.As(err, &network) && network.Timeout() && ctx.Err() == nil {
		f, ok := h.functions[inv.Function+":"+inv.Qualifier]
		if !ok {
			f, _ = h.Function(inv.Function)
		}
		return timedOut(f), nil // the client's time-out is the function's
	}
	if err != nil {
		return Result{}, fmt.Errorf("invoke function %s: %w", inv.Function, err)
	}
	return res, nil
}

// Close ends every process and waits for it.
func (h *Host) Close() {
	h.endEvents()
	for _, i := range h.invokers {
		i.close()
	}
	if h.elsewhere != nil {
		h.elsewhere.CloseIdleConnections()
	}
}

// SplitName takes what a caller may name a function by apart: a name, a partial
// ARN (123456789012:function:NAME) or an ARN, each with or without :QUALIFIER.
func SplitName(s string) (name, qualifier string) {
	if i := strings.Index(s, ":function:"); i >= 0 {
		s = s[i+len(":function:"):]
	} else {
		s = strings.TrimPrefix(s, "function:")
	}
	name, qualifier, _ = strings.Cut(s, ":")
	return name, qualifier
}
