package traffic

import (
	"strings"
	"testing"
	"time"
)

const log = `{"RequestId":"1","DomainName":"a.example.com","APIId":"x","RequestPath":"/o/1","RequestTime":"02/Jan/2026:03:04:05 +0000","SourceIp":"203.0.113.7","ResourcePath":"/{id}","Stage":"live"}
{"RequestId":"2","DomainName":"b.example.com","APIId":"y","RequestPath":"/1","RequestTime":"02/Jan/2026:04:04:05 +0000","SourceIp":"203.0.113.7","ResourcePath":"/{id}","Stage":"live"}
203.0.113.7 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 -
{"RequestId":"3","DomainName":"b.example.com","APIId":"y","RequestPath":"/2","RequestTime":"02/Jan/2026:05:04:05 +0100","SourceIp":"203.0.113.8","ResourcePath":"-","Stage":"live"}
`

func TestQuery(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		query Query
		want  string
	}{
		{"by domain", Query{}, "DomainName     Requests\nb.example.com  2\na.example.com  1\n"},
		{"by two members", Query{By: []string{"DomainName", "ResourcePath"}},
			"DomainName     ResourcePath  Requests\na.example.com  /{id}         1\nb.example.com  -             1\nb.example.com  /{id}         1\n"},
		{"since", Query{Since: time.Date(2026, 1, 2, 4, 0, 0, 0, time.UTC)}, "DomainName     Requests\nb.example.com  2\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			counts, skipped, err := tt.query.Run(strings.NewReader(log))
			if err != nil || skipped != 1 {
				t.Fatalf("%d lines skipped, %v; want 1", skipped, err)
			}
			var got strings.Builder
			if err := tt.query.Write(&got, counts); err != nil || got.String() != tt.want {
				t.Errorf("got %v\n%swant\n%s", err, &got, tt.want)
			}
		})
	}
	if _, _, err := (Query{By: []string{"Domain"}}).Run(strings.NewReader(log)); err == nil || !strings.Contains(err.Error(), "DomainName") {
		t.Errorf("a member nobody knows: %v, want an error with those there are", err)
	}
}

// FuzzQuery wants every line counted or skipped.
func FuzzQuery(f *testing.F) {
	f.Add(log)
	f.Add("{}\n\n[1]\n{\"RequestId\":7}")
	f.Fuzz(func(t *testing.T, text string) {
		counts, skipped, err := Query{By: []string{"DomainName", "Stage"}}.Run(strings.NewReader(text))
		if err != nil {
			return // a line that is too long
		}
		sum := skipped
		for _, c := range counts {
			sum += c.Requests
		}
		lines := 0
		for line := range strings.Lines(text) {
			if strings.TrimSpace(line) != "" {
				lines++
			}
		}
		if sum != lines {
			t.Errorf("%d lines are counted or skipped, want %d", sum, lines)
		}
	})
}
