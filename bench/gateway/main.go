// Command gateway measures the local gateway beside others: requests a second
// over 16 connections with an API key, a token and validation on, the time from
// the start of a process to its first answer, and its resident memory. It writes
// Markdown. Memory is read on Linux; serverless-offline is installed by
// peers/install.sh, or the report says why it is left out.
//
//	go run ./gateway -runs 5
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
)

func main() {
	root := flag.String("root", "..", "the folder of the apigen module")
	runs := flag.Int("runs", 5, "runs of each; medians are reported")
	each := flag.String("benchtime", "3s", "how long each throughput is measured")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, *root, *runs, *each)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "gateway:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, root string, runs int, each string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "bench-gateway-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	all, err := contenders(ctx, root, work)
	leftOut, isLeftOut := errors.AsType[*leftOutError](err)
	if err != nil && !isLeftOut {
		return err
	}
	peers := map[string]string{} // addresses by name
	for i := range runs {        // they take turns, so that a busy machine is unfair to all alike
		for _, c := range all {
			s, err := c.begin(ctx)
			if err != nil {
				return fmt.Errorf("start %s: %w", c.name, err)
			}
			c.starts = append(c.starts, *s)
			if last := i == runs-1; last && c.peer {
				peers[c.name] = s.address // its throughput is measured, too
				defer s.stop()
				continue
			}
			s.stop()
		}
	}
	measured, err := throughput(ctx, root, peers, runs, each)
	if err != nil {
		return err
	}
	measured.write(out)
	writeStarts(out, all, runs)
	if isLeftOut {
		fmt.Fprintf(out, "\n%s.\n", leftOut)
	}
	return nil
}

// writeStarts writes what the starts of processes took, apigen first.
func writeStarts(out io.Writer, all []*contender, runs int) {
	fmt.Fprintf(out, "\n%d starts of each, medians: from the start of the process to its first answer, and its\n"+
		"resident memory after %d requests. apigen serves the reference API, the other a function.\n\n", runs, warmUp)
	fmt.Fprintln(out, "| | to the first answer, ms | ratio | RSS, MiB | ratio |\n|---|--:|--:|--:|--:|")
	first := all[0]
	for _, c := range all {
		answered := c.median(func(s start) float64 { return float64(s.answered.Microseconds()) / 1000 })
		memory := c.median(func(s start) float64 { return s.memory })
		ofFirst := first.median(func(s start) float64 { return float64(s.answered.Microseconds()) / 1000 })
		ofMemory := first.median(func(s start) float64 { return s.memory })
		fmt.Fprintf(out, "| %s | %.0f | %.2f | %.0f | %.2f |\n", c.name, answered, answered/ofFirst, memory, memory/max(ofMemory, 1))
	}
}

func median(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}
