package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A table is one benchmark: cases down, contenders across.
type table struct {
	name  string
	cases []*benchCase
}

type benchCase struct {
	name       string
	contenders []*contender
}

// A contender is apigen or a peer in one case, with a sample per run.
type contender struct {
	name                  string
	nsOp, bytesOp, allocs []float64
	cpu                   []float64 // ns of processor time; empty when it was not measured
}

// time is that of the processor, else by the clock.
func (c *contender) time() float64 {
	if len(c.cpu) > 0 {
		return median(c.cpu)
	}
	return median(c.nsOp)
}

// parse reads lines of go test -bench whose names have the form
// BenchmarkTable/case/contender. Others are left out.
func parse(r io.Reader) ([]*table, error) {
	var tables []*table
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		parts := strings.Split(strings.TrimPrefix(fields[0], "Benchmark"), "/")
		if len(parts) != 3 {
			continue
		}
		c := place(&tables, parts)
		for i := 2; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("line %q: %w", lines.Text(), err)
			}
			switch fields[i+1] {
			case "ns/op":
				c.nsOp = append(c.nsOp, v)
			case "cpu-ns/op":
				c.cpu = append(c.cpu, v)
			case "B/op":
				c.bytesOp = append(c.bytesOp, v)
			case "allocs/op":
				c.allocs = append(c.allocs, v)
			}
		}
	}
	return tables, lines.Err()
}

func place(tables *[]*table, parts []string) *contender {
	i := slices.IndexFunc(*tables, func(t *table) bool { return t.name == parts[0] })
	if i < 0 {
		i = len(*tables)
		*tables = append(*tables, &table{name: parts[0]})
	}
	t := (*tables)[i]
	j := slices.IndexFunc(t.cases, func(c *benchCase) bool { return c.name == parts[1] })
	if j < 0 {
		j = len(t.cases)
		t.cases = append(t.cases, &benchCase{name: parts[1]})
	}
	bc := t.cases[j]
	k := slices.IndexFunc(bc.contenders, func(c *contender) bool { return c.name == parts[2] })
	if k < 0 {
		k = len(bc.contenders)
		bc.contenders = append(bc.contenders, &contender{name: parts[2]})
	}
	return bc.contenders[k]
}

func (t *table) write(w io.Writer) {
	fmt.Fprintf(w, "\n## %s\n\n| case | | time | ratio | bytes | allocations |\n|---|---|--:|--:|--:|--:|\n", words(t.name))
	for _, c := range t.cases {
		ours := c.contenders[0].time()
		for i, con := range c.contenders {
			name := c.name
			if i > 0 {
				name = ""
			}
			fmt.Fprintf(w, "| %s | %s | %s | %.2f | %s | %s |\n", strings.ReplaceAll(name, "_", " "),
				strings.ReplaceAll(con.name, "_", " "), duration(con.time()), con.time()/ours, count(con.bytesOp), count(con.allocs))
		}
	}
}

// count writes what was counted. A contender in a process of its own counts
// nothing, and says so by a number below zero.
func count(samples []float64) string {
	m := median(samples)
	if m < 0 {
		return ""
	}
	return fmt.Sprintf("%.0f", m)
}

func median(samples []float64) float64 {
	if len(samples) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(samples))
	return s[len(s)/2]
}

func duration(ns float64) string {
	switch {
	case ns >= 1e6:
		return fmt.Sprintf("%.1f ms", ns/1e6)
	case ns >= 1e3:
		return fmt.Sprintf("%.1f µs", ns/1e3)
	}
	return fmt.Sprintf("%.0f ns", ns)
}
