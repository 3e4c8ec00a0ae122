// Command bydomain counts the requests of access logs by their domain names, or by
// other members of a line:
//
//	bydomain [-by DomainName,Stage] [-since 2026-01-02T00:00:00Z] [FILE...]
//
// Without a file it reads the standard input.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/apigen-go/apigen/examples/domains/traffic"
)

func main() {
	var query traffic.Query
	flag.Func("by", "members of a line, with commas between: "+strings.Join(traffic.Members(), ", "), func(text string) error {
		query.By = strings.Split(text, ",")
		return nil
	})
	flag.Func("since", "time (RFC 3339) before which requests do not count", func(text string) (err error) {
		query.Since, err = time.Parse(time.RFC3339, text)
		return err
	})
	flag.Parse()
	if err := run(query, flag.Args(), os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bydomain:", err)
		os.Exit(2)
	}
}

func run(query traffic.Query, files []string, in io.Reader, out, warnings io.Writer) error {
	logs := []io.Reader{in}
	if len(files) > 0 {
		logs = nil
	}
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		logs = append(logs, file, strings.NewReader("\n")) // a last line may have no end
	}
	counts, skipped, err := query.Run(io.MultiReader(logs...))
	if err != nil {
		return err
	}
	if skipped > 0 {
		fmt.Fprintf(warnings, "bydomain: skipped %d lines of another format\n", skipped)
	}
	return query.Write(out, counts)
}
