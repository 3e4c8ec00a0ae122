package config

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// StageSettings are what the stage of an environment gets beside its deployment.
// Empty fields leave what is there.
type StageSettings struct {
	Throttle  string // RATE/BURST
	Logging   string // OFF, ERROR or INFO
	Metrics   string // on or off
	Tracing   string // on or off
	Auto      string // on or off: serve every change at once
	LogTo     string // ARN of a log group or a delivery stream
	LogFormat string
	Cache     string // GB of the response cache, or off
	CacheTTL  string // seconds
	Methods   []MethodSettings
}

// MethodSettings are those of one method, over those of the stage.
type MethodSettings struct {
	Method   string // GET /personnel/{id}
	Throttle string
	Logging  string
	Metrics  string
	CacheTTL string // seconds; 0 keeps nothing
}

// All are the settings of methods, those for every method first: its Method is
// empty. A cache keeps answers of every method for the service's 300 seconds unless
// the settings say otherwise.
func (s *StageSettings) All() []MethodSettings {
	every := MethodSettings{Throttle: s.Throttle, Logging: s.Logging, Metrics: s.Metrics, CacheTTL: s.CacheTTL}
	if s.Cache != "" && s.Cache != "off" {
		every.CacheTTL = cmp.Or(s.CacheTTL, "300")
	}
	var all []MethodSettings
	if every != (MethodSettings{}) {
		all = append(all, every)
	}
	return append(all, s.Methods...)
}

// A UsagePlan limits the keys of an environment.
type UsagePlan struct {
	Throttle string // RATE/BURST
	Quota    string // LIMIT/PERIOD
}

// A Domain is a custom domain name that leads to the stage.
type Domain struct {
	Name        string
	BasePath    string // empty is the root
	Certificate string // ARN, with which a stack makes the domain; empty is one that exists
}

func (s *StageSettings) keys() []key {
	return []key{
		{name: "throttle", doc: "Requests a second and burst of each method, `100/50`.", text: &s.Throttle, check: Throttle},
		{name: "logging", doc: "Execution logs: `OFF`, `ERROR` or `INFO`.", text: &s.Logging, check: logging},
		{name: "metrics", doc: "Detailed metrics: `on` or `off`.", text: &s.Metrics, check: onOff},
		{name: "tracing", doc: "X-Ray tracing: `on` or `off`.", text: &s.Tracing, check: onOff},
		{name: "autoDeploy", doc: "Serve every change at once, of HTTP APIs alone: `on` or `off`.", text: &s.Auto, check: onOff},
		{name: "accessLog", doc: "ARN of the log group or delivery stream of the access log.", text: &s.LogTo, check: form(`^arn:`, "write an ARN")},
		{name: "accessLogFormat", doc: "Format of the access log, with `$context` variables. Default: one JSON object a line with the usual ones.", text: &s.LogFormat},
		{name: "cache", doc: "Size in GB of the response cache of a REST API, which costs by the hour: `0.5`, `1.6`, `6.1`, `13.5`, `28.4`, `58.2`, `118` or `237`; `off` takes it away.", text: &s.Cache, check: form(`^(off|0\.5|1\.6|6\.1|13\.5|28\.4|58\.2|118|237)$`, "write a size such as 0.5, or off")},
		{name: "cacheTTL", doc: "Seconds the cache keeps answers to `GET`, up to 3600. Default: 300, with a `cache`.", text: &s.CacheTTL, check: cacheTTL},
		{name: "methods", doc: "`throttle`, `logging`, `metrics` and `cacheTTL` of single methods, by verb and path: `GET /personnel/{id}: {throttle: 10/5}`.", read: s.methods, each: (&MethodSettings{}).keys()},
	}
}

func (m *MethodSettings) keys() []key {
	return []key{
		{name: "throttle", doc: "Requests a second and burst.", text: &m.Throttle, check: Throttle},
		{name: "logging", doc: "`OFF`, `ERROR` or `INFO`.", text: &m.Logging, check: logging},
		{name: "metrics", doc: "`on` or `off`.", text: &m.Metrics, check: onOff},
		{name: "cacheTTL", doc: "Seconds the cache keeps answers; `0` keeps none.", text: &m.CacheTTL, check: cacheTTL},
	}
}

func (s *StageSettings) methods(r *reader, n *openapi.Node) {
	if !n.Is(openapi.Object) {
		r.fail(n.Pos, "write GET /path: {throttle: 10/5}", "methods is %s, want a map", article(n.Kind))
		return
	}
	for _, member := range n.Members {
		verb, path, ok := strings.Cut(member.Key, " ")
		if !ok || verb != strings.ToUpper(verb) || !strings.HasPrefix(path, "/") {
			r.fail(member.Pos, "write a verb and a path, such as GET /personnel/{id}", "method is %q", member.Key)
			continue
		}
		m := MethodSettings{Method: member.Key}
		r.object(member.Value, "method "+member.Key, m.keys())
		s.Methods = append(s.Methods, m)
	}
}

func (p *UsagePlan) keys() []key {
	return []key{
		{name: "throttle", doc: "Requests a second and burst of each key, `10/20`.", text: &p.Throttle, check: Throttle},
		{name: "quota", doc: "Requests of each key in a period, `10000/MONTH`; `DAY` and `WEEK` are the others.", text: &p.Quota, check: form(`^[1-9][0-9]*/(DAY|WEEK|MONTH)$`, "write LIMIT/DAY, LIMIT/WEEK or LIMIT/MONTH")},
	}
}

func (d *Domain) keys() []key {
	return []key{
		{name: "name", doc: "The domain name. It must exist in API Gateway: its certificate is not apigen's.", text: &d.Name},
		{name: "basePath", doc: "Base path that leads to the stage. Default: the root.", text: &d.BasePath, check: form(`^[A-Za-z0-9_.~/-]*$`, "a base path is letters, digits, _ . ~ - and /")},
		{name: "certificate", doc: "ARN of the certificate with which a stack makes the domain. Default: the domain exists.", text: &d.Certificate},
	}
}

// cacheTTL checks the seconds that a cache may keep answers.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
func cacheTTL(_, value string) string {
	if n, err := strconv.Atoi(value); err != nil || n < 0 || n > 3600 {
		return "write a number of seconds from 0 to 3600"
	}
	return ""
}

// Throttle gives a hint when a value is no RATE/BURST.
func Throttle(_, value string) string {
	if _, _, ok := ParseThrottle(value); !ok {
		return "write requests a second and burst, such as 100/50"
	}
	return ""
}

// ParseThrottle reads RATE/BURST.
func ParseThrottle(value string) (rate float64, burst int, ok bool) {
	first, second, found := strings.Cut(value, "/")
	rate, err := strconv.ParseFloat(first, 64)
	if !found || err != nil || rate < 0 {
		return 0, 0, false
	}
	burst, err = strconv.Atoi(second)
	return rate, burst, err == nil && burst >= 0
}

func logging(_, value string) string {
	switch value {
	case "OFF", "ERROR", "INFO":
		return ""
	}
	return "write OFF, ERROR or INFO"
}

func onOff(_, value string) string {
	if value == "on" || value == "off" {
		return ""
	}
	return "write on or off"
}
