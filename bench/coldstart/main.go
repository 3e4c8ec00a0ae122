// Command coldstart builds the same small service in several ways and measures
// what a Lambda cold start pays for each: the time from starting the process to
// its first call of the Runtime API and to its first answer, its memory, and the
// size of the executable and its zip. It runs on Linux.
//
//	go run ./coldstart -n 25
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

func main() {
	n := flag.Int("n", 25, "starts of each; medians are reported")
	root := flag.String("root", "..", "the folder of the apigen module")
	keep := flag.String("work", "", "folder to build in; empty is one that is removed")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *root, *keep, *n); err != nil {
		fmt.Fprintln(os.Stderr, "coldstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, root, work string, n int) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	if work == "" {
		if work, err = os.MkdirTemp("", "coldstart-"); err != nil {
			return err
		}
		defer os.RemoveAll(work)
	}
	built, err := build(ctx, root, work)
	if err != nil {
		return err
	}
	// They take turns, so that a busy machine is unfair to all alike.
	for range n {
		for _, c := range built {
			s, err := start(ctx, c)
			if err != nil {
				return fmt.Errorf("start %s: %w", c.name, err)
			}
			c.starts = append(c.starts, s)
		}
	}
	report(out, built, n)
	return nil
}

func report(out io.Writer, built []*contender, n int) {
	fmt.Fprintf(out, "%d starts of each on loopback, medians; the ratio is to the first line.\n\n", n)
	fmt.Fprintln(out, "| | MB | zip MB | to `next`, ms | ratio | to the answer, ms | ratio | RSS, MiB |")
	fmt.Fprintln(out, "|---|--:|--:|--:|--:|--:|--:|--:|")
	first := built[0]
	for _, c := range built {
		fmt.Fprintf(out, "| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.1f |\n", c.name, mb(c.size), mb(c.zipped),
			ms(c.median(next)), float64(c.median(next))/float64(first.median(next)),
			ms(c.median(answered)), float64(c.median(answered))/float64(first.median(answered)),
			float64(c.median(memory))/(1<<20))
	}
}

func mb(n int64) float64 { return float64(n) / 1e6 }
func ms(n int64) float64 { return float64(n) / float64(time.Millisecond) }

// What is measured of a start.
func next(s startup) int64     { return int64(s.next) }
func answered(s startup) int64 { return int64(s.answered) }
func memory(s startup) int64   { return s.memory }

func (c *contender) median(of func(startup) int64) int64 {
	all := make([]int64, len(c.starts))
	for i, s := range c.starts {
		all[i] = of(s)
	}
	slices.Sort(all)
	return all[len(all)/2]
}
