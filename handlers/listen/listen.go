// Package listen runs an http.Handler as a process: with time-outs, a health
// check, an access log, and an end that lets requests finish.
package listen

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/caller"
	"github.com/apigen-go/apigen/problem"
)

// A Config says what to serve and how.
type Config struct {
	Handler http.Handler
	// Ready is asked by the health check, GET /healthz: an error makes its
	// answer 503. Nil is always ready.
	Ready func(context.Context) error
	// TrustGateway takes callers from the headers of a gateway before the server,
	// as [caller.TrustGateway] does. The listener has to be on a loopback address.
	TrustGateway bool
	// Logger gets a line for every request but health checks, without the
	// query, which may hold names, and with the gateway's id of the request and
	// the caller, where they are known. Nil is [slog.Default].
	Logger *slog.Logger
	// Grace is how long requests may take to finish at the end. Zero is ten
	// seconds.
	Grace time.Duration
}

// HealthPath is answered by the health check and never reaches the handler.
const HealthPath = "/healthz"

// readyTimeout bounds the health check.
const readyTimeout = 3 * time.Second

// Run serves on ln until ctx is done, then lets requests finish and returns
// nil. It returns an error when it cannot serve, or when requests had to be cut
// off. The listener is closed either way.
func Run(ctx context.Context, ln net.Listener, c Config) error {
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Grace == 0 {
		c.Grace = 10 * time.Second
	}
	var h http.Handler = c
	if c.TrustGateway {
		if !isLoopback(ln.Addr()) {
			return errors.Join(fmt.Errorf("serve on %s: whoever reaches this address may say who calls: trust a gateway on a loopback address alone, e.g. 127.0.0.1:8080", ln.Addr()), ln.Close())
		}
		h = caller.TrustGateway(c)
	}
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      35 * time.Second, // behind API Gateway nobody waits longer than 29
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(c.Logger.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve on %s: %w", ln.Addr(), err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.Grace)
	defer cancel()
	err := srv.Shutdown(grace)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests did not finish within %s: %w", c.Grace, err), srv.Close())
	}
	if e := <-served; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// ServeHTTP implements http.Handler.
func (c Config) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == HealthPath {
		c.health(w, r)
		return
	}
	start := time.Now()
	rec := &recorder{ResponseWriter: w}
	finished := false
	defer func() {
		status := rec.status
		switch {
		case !finished: // net/http will close the connection and log the panic
			status = http.StatusInternalServerError
		case status == 0:
			status = http.StatusOK
		}
		line := []slog.Attr{
			slog.String("method", r.Method),
			slog.String("path", r.URL.Path),
			slog.Int("status", status),
			slog.Int64("bytes", rec.bytes),
			slog.Float64("duration_ms", float64(time.Since(start).Microseconds())/1000),
			slog.String("remote", r.RemoteAddr),
			slog.String("user_agent", r.UserAgent()),
		}
		if info := caller.From(r.Context()); info.RequestID != "" {
			line = append(line, slog.String("request_id", info.RequestID), slog.String("caller", info.Principal))
		}
		c.Logger.LogAttrs(r.Context(), slog.LevelInfo, "request", line...)
	}()
	c.Handler.ServeHTTP(rec, r)
	finished = true
}

// health answers whether the service can do its work.
func (c Config) health(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if c.Ready != nil {
		ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
		defer cancel()
		if err := c.Ready(ctx); err != nil {
			c.Logger.ErrorContext(ctx, "not ready", "error", err) // the caller need not know why
			problem.Write(w, problem.Problem{Status: http.StatusServiceUnavailable, Title: "Not ready"})
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"status":"ok"}`))
}

// A recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// Unwrap lets http.ResponseController reach the server's own writer.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}
