// Command report runs the benchmarks of this module and writes what they
// measured as Markdown: for every case, apigen first and each peer beside it,
// as a ratio from the same run.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

func main() {
	out := flag.String("o", "", "file to write; standard output when empty")
	count := flag.Int("count", 5, "runs of each benchmark; the median is reported")
	pattern := flag.String("bench", ".", "benchmarks to run")
	starts := flag.Int("starts", 25, "cold starts of each service, on Linux; 0 leaves them out")
	withGateway := flag.Bool("gateway", true, "measure the local gateway")
	flag.Parse()
	if err := run(context.Background(), *out, *pattern, *count, *starts, *withGateway); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, pattern string, count, starts int, withGateway bool) error {
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", pattern,
		"-benchmem", "-cpu", "1", "-count", fmt.Sprint(count), "-timeout", "60m", "./...")
	var measured bytes.Buffer
	cmd.Stdout = io.MultiWriter(&measured, os.Stderr)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("run benchmarks: %w", err)
	}
	tables, err := parse(&measured)
	if err != nil {
		return err
	}
	var page bytes.Buffer
	head(&page, count)
	for _, t := range tables {
		t.write(&page)
	}
	if starts > 0 && runtime.GOOS == "linux" {
		if err := section(ctx, &page, "Cold start", "./coldstart", "-n", fmt.Sprint(starts)); err != nil {
			return err
		}
	}
	if withGateway {
		if err := section(ctx, &page, "Gateway", "./gateway"); err != nil {
			return err
		}
	}
	if out == "" {
		_, err := os.Stdout.Write(page.Bytes())
		return err
	}
	return replaceFile(out, page.Bytes())
}

// section appends what another command of this module measures.
func section(ctx context.Context, page *bytes.Buffer, title, command string, args ...string) error {
	page.WriteString("\n## " + title + "\n\n")
	cmd := exec.CommandContext(ctx, "go", append([]string{"run", command}, args...)...)
	cmd.Stdout, cmd.Stderr = page, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.ToLower(title), err)
	}
	return nil
}

func head(w io.Writer, count int) {
	fmt.Fprintf(w, "# Benchmarks\n\nWritten by `make bench` on %s with %s on %s/%s, %d processors. Every figure is the\n"+
		"median of %d runs on one processor; times are of the processor, those of *generate*, which\n"+
		"starts processes, by the clock. Read the ratios, not the absolute times: both sides of a\n"+
		"ratio come from the same run on the same machine.\n",
		time.Now().UTC().Format(time.DateOnly), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), count)
}

func replaceFile(name string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".report-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(data); err != nil {
		tmp.Close()
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Chmod(tmp.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

// words turns a benchmark's name into a heading: LambdaAdapter -> Lambda adapter.
func words(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
