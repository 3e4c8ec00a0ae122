// Package traffic counts requests by what an access log says of them. A line is a
// JSON object, whose members are those of accessLogFormat in apigen.yaml.
package traffic

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// A Line is a request, as the access log has it.
type Line struct {
	RequestID    string `json:"RequestId"`
	DomainName   string
	APIID        string `json:"APIId"`
	RequestPath  string
	RequestTime  string
	SourceIP     string `json:"SourceIp"`
	ResourcePath string
	Stage        string
}

// layout is that of $context.requestTime. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
const layout = "02/Jan/2006:15:04:05 -0700"

// maxLine is longer than any line: formats have 3 KB at most, and values are cut.
const maxLine = 1 << 20

// A Query says what is counted.
type Query struct {
	By    []string  // members of a line; none is DomainName
	Since time.Time // earlier requests do not count; zero counts all
}

// A Count is how many requests had the same values.
type Count struct {
	Values   []string // of the members of the query, in their order
	Requests int
}

// Run reads a log and counts. The most come first. Skipped are lines of another
// format.
func (q Query) Run(log io.Reader) (counts []Count, skipped int, err error) {
	by := q.by()
	for _, name := range by {
		if _, ok := member[name]; !ok {
			return nil, 0, fmt.Errorf("no member of a line is called %q: there are %s", name, strings.Join(Members(), ", "))
		}
	}
	seen := map[string]int{} // index in counts
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var line Line
		if json.Unmarshal(lines.Bytes(), &line) != nil || line.RequestID == "" || line.DomainName == "" {
			skipped++
			continue
		}
		if !q.Since.IsZero() {
			at, err := time.Parse(layout, line.RequestTime)
			if err != nil {
				skipped++
				continue
			}
			if at.Before(q.Since) {
				continue
			}
		}
		values := make([]string, len(by))
		for i, name := range by {
			values[i] = member[name](&line)
		}
		key := strings.Join(values, "\x00")
		i, ok := seen[key]
		if !ok {
			i = len(counts)
			seen[key], counts = i, append(counts, Count{Values: values})
		}
		counts[i].Requests++
	}
	if err := lines.Err(); err != nil {
		return nil, skipped, fmt.Errorf("read log: %w", err)
	}
	slices.SortFunc(counts, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Requests, a.Requests), slices.Compare(a.Values, b.Values))
	})
	return counts, skipped, nil
}

func (q Query) by() []string {
	if len(q.By) == 0 {
		return []string{"DomainName"}
	}
	return q.By
}

// Write writes counts as a table.
func (q Query) Write(w io.Writer, counts []Count) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, err := fmt.Fprintf(table, "%s\tRequests\n", strings.Join(q.by(), "\t"))
	for _, c := range counts {
		_, lineErr := fmt.Fprintf(table, "%s\t%d\n", strings.Join(c.Values, "\t"), c.Requests)
		err = errors.Join(err, lineErr)
	}
	return errors.Join(err, table.Flush())
}

// member reads what requests may be counted by: neither ids nor times.
var member = map[string]func(*Line) string{
	"DomainName":   func(l *Line) string { return l.DomainName },
	"APIId":        func(l *Line) string { return l.APIID },
	"RequestPath":  func(l *Line) string { return l.RequestPath },
	"SourceIp":     func(l *Line) string { return l.SourceIP },
	"ResourcePath": func(l *Line) string { return l.ResourcePath },
	"Stage":        func(l *Line) string { return l.Stage },
}

// Members lists what requests may be counted by.
func Members() []string {
	var names []string
	for name := range member {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
