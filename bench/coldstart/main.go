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
	"strings"
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
			if err := c.place(); err != nil {
				return fmt.Errorf("place %s: %w", c.name, err)
			}
			s, err := start(ctx, c)
			if err != nil {
				return fmt.Errorf("start %s: %w", c.name, err)
			}
			c.starts = append(c.starts, s)
		}
	}
	for _, c := range built {
		if c.instructions, err = instructions(ctx, c); err != nil {
			return err
		}
	}
	report(out, built, n)
	compare(out, built)
	return nil
}

func report(out io.Writer, built []*contender, n int) {
	fmt.Fprintf(out, "%d starts of each on loopback, medians; each ratio is to the first line. Times to the first\n"+
		"`next`, as the kernel gets it, and to the answer are by the clock; a busy machine stretches\n"+
		"them and flattens their ratios. Processor time, until the answer, and instructions, until the first `next`, hold\n"+
		"under load.\n\n", n)
	fmt.Fprintln(out, "| | MB | zip MB | to `next`, ms | ratio | to the answer, ms | ratio | processor, ms | ratio | M instructions | ratio | RSS, MiB | ratio |")
	fmt.Fprintln(out, "|---|"+strings.Repeat("--:|", 12))
	first := built[0]
	for _, c := range built {
		fmt.Fprintf(out, "| %s | %.2f | %.2f |", c.name, mb(c.size), mb(c.zipped))
		for _, of := range []func(startup) int64{next, answered, processor} {
			fmt.Fprintf(out, " %.2f | %.2f |", ms(c.median(of)), ratio(c.median(of), first.median(of)))
		}
		fmt.Fprintf(out, " %.2f | %.2f | %.1f | %.2f |\n", float64(c.instructions)/1e6, ratio(c.instructions, first.instructions),
			float64(c.median(memory))/(1<<20), ratio(c.median(memory), first.median(memory)))
	}
}

// compare says how much longer others of as many operations take to the first next
// than apigen does, turn by turn: what slows a machine down lasts for longer than
// one turn.
func compare(out io.Writer, built []*contender) {
	fmt.Fprintln(out, "\nTo the first `next`, as a multiple of what apigen took in the same turn, medians:")
	for _, own := range built {
		if own.template != "apigen" {
			continue
		}
		fmt.Fprintf(out, "\n- %s:", own.name)
		separator := " "
		for _, c := range built {
			if c == own || c.items != own.items || c.template == "floor" {
				continue
			}
			ratios := make([]float64, len(c.starts))
			for i := range c.starts {
				ratios[i] = ratio(next(c.starts[i]), next(own.starts[i]))
			}
			slices.Sort(ratios)
			name, _, _ := strings.Cut(c.name, ",")
			fmt.Fprintf(out, "%s%s %.1f", separator, name, ratios[len(ratios)/2])
			separator = ", "
		}
	}
	fmt.Fprintln(out)
}

func ratio(n, of int64) float64 { return float64(n) / float64(max(of, 1)) }

func mb(n int64) float64 { return float64(n) / 1e6 }
func ms(n int64) float64 { return float64(n) / float64(time.Millisecond) }

// What is measured of a start.
func next(s startup) int64      { return int64(s.next) }
func answered(s startup) int64  { return int64(s.answered) }
func processor(s startup) int64 { return int64(s.processor) }
func memory(s startup) int64    { return s.memory }

func (c *contender) median(of func(startup) int64) int64 {
	all := make([]int64, len(c.starts))
	for i, s := range c.starts {
		all[i] = of(s)
	}
	slices.Sort(all)
	return all[len(all)/2]
}
