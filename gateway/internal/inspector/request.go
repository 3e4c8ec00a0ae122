package inspector

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apigen-go/apigen/gateway/internal/trace"
)

// A detail is one request as its page shows it.
type detail struct {
	*trace.Request
	Steps       []step
	In, Out     *message // nil when they were not kept
	Authorizer  []text
	Integration []text
	Curl        string
	MayReplay   bool
}

// A step is a step with its share of the time.
type step struct {
	trace.Step
	Percent int // of the longest step
}

// A message is a request or an answer.
type message struct {
	Header []string
	Body   string
	Cut    bool
}

func (p *Page) detail(q *trace.Request) detail {
	d := detail{Request: q}
	longest := time.Nanosecond
	for _, s := range q.Steps {
		longest = max(longest, s.Duration)
	}
	for _, s := range q.Steps {
		d.Steps = append(d.Steps, step{s, int(100 * s.Duration / longest)})
	}
	for _, t := range q.Texts {
		if strings.HasPrefix(t.What, "Authorizer") {
			d.Authorizer = append(d.Authorizer, pretty(t))
		} else {
			d.Integration = append(d.Integration, pretty(t))
		}
	}
	if e := q.Exchange; e != nil {
		d.In = &message{headers(e.Header, e.Host), bodyText(e.Body), e.Cut}
		d.Out = &message{headers(e.AnswerHeader, ""), bodyText(e.AnswerBody), e.AnswerCut}
		d.Curl = p.curl(q)
		d.MayReplay = !e.Cut
	}
	return d
}

// headers writes headers, secrets only by their ends.
func headers(h http.Header, host string) []string {
	var lines []string
	if host != "" {
		lines = append(lines, "Host: "+host)
	}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			switch http.CanonicalHeaderKey(name) {
			case "Authorization", "X-Api-Key", "Cookie", "X-Amz-Security-Token":
				value = mask(value)
			}
			lines = append(lines, name+": "+value)
		}
	}
	return lines
}

// bodyText shows JSON with its indentation, and what is no text in base64.
func bodyText(body []byte) string {
	switch {
	case !utf8.Valid(body):
		return "base64: " + base64.StdEncoding.EncodeToString(body)
	case json.Valid(body):
		var out bytes.Buffer
		if json.Indent(&out, body, "", "  ") == nil {
			return out.String()
		}
	}
	return string(body)
}

// A text is a body on its way through the pipeline.
type text struct{ What, Text string }

func pretty(t trace.Text) text { return text{t.What, bodyText([]byte(t.Text()))} }

// curl writes the request as a command. It has the real values of secrets, so
// that it works.
func (p *Page) curl(q *trace.Request) string {
	e := q.Exchange
	parts := []string{"curl -i -X " + q.Method + " " + shell(p.config.URL()+e.Target)}
	if !strings.HasSuffix(p.config.URL(), "://"+e.Host) {
		parts = append(parts, "-H "+shell("Host: "+e.Host))
	}
	for _, name := range slices.Sorted(maps.Keys(e.Header)) {
		switch name {
		case "Content-Length", "User-Agent", "Accept-Encoding", "Connection":
			continue // curl has its own
		}
		for _, value := range e.Header[name] {
			parts = append(parts, "-H "+shell(name+": "+value))
		}
	}
	switch {
	case len(e.Body) == 0:
	case utf8.Valid(e.Body):
		parts = append(parts, "--data-raw "+shell(string(e.Body)))
	default:
		return "printf %s " + shell(base64.StdEncoding.EncodeToString(e.Body)) + " | base64 -d | " + strings.Join(parts, " \\\n  ") + " --data-binary @-"
	}
	return strings.Join(parts, " \\\n  ")
}

// shell quotes a word for a POSIX shell.
func shell(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
