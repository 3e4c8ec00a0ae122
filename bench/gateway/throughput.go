package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// A result has what each server answered of each kind of integration, in
// requests a second, and what it takes to compile an API.
type result struct {
	rows    []*row
	compile []float64 // ms
}

type row struct {
	kind, server string
	perSecond    []float64
}

// throughput runs the benchmarks of package gateway, which are there because the
// bare front uses the gateway's own host of functions. They take turns: what a
// machine is slowed down by lasts for longer than one of them.
func throughput(ctx context.Context, root string, peers map[string]string, runs int, each string) (*result, error) {
	running, err := json.Marshal(peers)
	if err != nil {
		return nil, err
	}
	var measured bytes.Buffer
	for range runs {
		cmd := exec.CommandContext(ctx, "go", "test", "./gateway", "-run", "^$", "-bench", "^Benchmark(Throughput|Compile)$",
			"-benchtime", each, "-timeout", "60m")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "APIGEN_BENCH_PEERS="+string(running))
		cmd.Stdout, cmd.Stderr = io.MultiWriter(&measured, os.Stderr), os.Stderr
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("measure throughput: %w", err)
		}
	}
	return parse(&measured)
}

// parse reads lines of go test -bench: BenchmarkThroughput/KIND/SERVER-CPUS with
// its req/s, BenchmarkCompile-CPUS with its ns/op.
func parse(r io.Reader) (*result, error) {
	all := &result{}
	for lines := bufio.NewScanner(r); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := fields[0]
		if i := strings.LastIndexByte(name, '-'); i > 0 {
			if _, err := strconv.Atoi(name[i+1:]); err == nil { // one processor has no suffix
				name = name[:i]
			}
		}
		for i := 2; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
			}
			parts := strings.Split(name, "/")
			switch unit := fields[i+1]; {
			case unit == "ns/op" && name == "BenchmarkCompile":
				all.compile = append(all.compile, v/1e6)
			case unit == "req/s" && len(parts) == 3:
				all.add(parts[1], parts[2], v)
			}
		}
	}
	if len(all.rows) == 0 {
		return nil, fmt.Errorf("no throughput was measured")
	}
	return all, nil
}

func (r *result) add(kind, server string, v float64) {
	i := slices.IndexFunc(r.rows, func(w *row) bool { return w.kind == kind && w.server == server })
	if i < 0 {
		i = len(r.rows)
		r.rows = append(r.rows, &row{kind: kind, server: server})
	}
	r.rows[i].perSecond = append(r.rows[i].perSecond, v)
}

// write writes a table: of each kind the gateway first, the others as a ratio.
func (r *result) write(out io.Writer) {
	fmt.Fprintln(out, "Requests a second over 16 connections. The gateway asks for an API key and the token of a user pool\n"+
		"and validates the body; the others do nothing of the kind. The bare front of a bootstrap gets the same\n"+
		"request and hands the function the same event. A bootstrap is a process behind lambdahttp; that of\n"+
		"aws-lambda-go also writes a line of log for each invocation. They take turns; each ratio is to the\n"+
		"gateway of the same turn.")
	fmt.Fprintf(out, "\nMedians of %d turns:\n", len(r.rows[0].perSecond))
	fmt.Fprintln(out, "\n| integration | server | requests/s | ratio |\n|---|---|--:|--:|")
	gateway := map[string][]float64{}
	for _, w := range r.rows {
		if w.server == "gateway" {
			gateway[w.kind] = w.perSecond
		}
	}
	for _, w := range r.rows {
		ratios := make([]float64, len(w.perSecond))
		for i, v := range w.perSecond {
			ratios[i] = v / max(gateway[w.kind][i], 1)
		}
		fmt.Fprintf(out, "| %s | %s | %.0f | %.2f |\n", w.kind, w.server, median(w.perSecond), median(ratios))
	}
	if len(r.compile) > 0 {
		fmt.Fprintf(out, "\nAn API of 300 resources is imported, deployed and compiled in %.1f ms.\n", median(r.compile))
	}
}
