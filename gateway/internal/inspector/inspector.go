// Package inspector is the page that shows what a local gateway has and what
// happened to the latest requests, step by step. It is rendered on the server,
// loads nothing from elsewhere, and works without its script, which adds new
// requests to the list, the filter and the copying. The same is given as JSON.
package inspector

import (
	"context"
	_ "embed"
	"encoding/json"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/gateway/internal/trace"
)

//go:embed page.html
var pageText string

//go:embed inspector.css
var style []byte

//go:embed inspector.js
var script []byte

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"took":   func(d time.Duration) string { return d.Round(time.Microsecond).String() },
	"moment": func(t time.Time) string { return t.Format("15:04:05.000") },
	"date":   func(t time.Time) string { return t.Format(time.DateTime) },
	"class":  statusClass,
}).Parse(pageText))

// statusClass gives the colour of a status.
func statusClass(status int) string {
	switch {
	case status >= 500:
		return "bad"
	case status >= 400:
		return "warn"
	}
	return "good"
}

// A Config says what is shown.
type Config struct {
	Store     *state.Store
	Traces    *trace.Recorder
	InvokeURL func(apiID, stage string) string
	// URL is the gateway's address.
	URL func() string
	// Replay sends a remembered request again and gives the id of the new one.
	Replay func(ctx context.Context, q *trace.Request) (id string, err error)
	// Notice stands at the top of every page; nil and an empty text are none.
	Notice func() string
}

// A Page is the inspector.
type Page struct {
	config Config
	closed chan struct{}
	once   sync.Once
}

// New makes the page.
func New(c Config) *Page { return &Page{config: c, closed: make(chan struct{})} }

// Serves reports whether a path below the inspector's own is one of its pages:
// the empty one, index.json, notice.json, events, the style and the script, requests/ID,
// requests/ID.json and requests/ID/replay. Ids of APIs are none of these.
func (p *Page) Serves(rest string) bool {
	switch rest {
	case "", "index.json", "notice.json", "events", "inspector.css", "inspector.js":
		return true
	}
	return strings.HasPrefix(rest, "requests/")
}

// An Index is what the first page shows.
type Index struct {
	APIs       []API            `json:"apis"`
	Keys       []Key            `json:"keys"`
	UsagePlans []Plan           `json:"usagePlans"`
	Requests   []*trace.Request `json:"requests"`
	Domains    []Domain         `json:"domains,omitempty"`
	Log        []LogLine        `json:"log"`
}

// A LogLine is a sentence about a request.
type LogLine struct {
	Time    time.Time `json:"time"`
	Request string    `json:"requestId"`
	Text    string    `json:"text"`
}

// A Domain is a custom domain with what its paths lead to.
type Domain struct {
	Name     string   `json:"name"`
	Mappings []string `json:"mappings"`
}

// An API is an API with its stages and deployments. The methods of an HTTP API
// are its route keys.
type API struct {
	ID          string       `json:"id"`
	Kind        string       `json:"kind"` // REST or HTTP
	Name        string       `json:"name"`
	Methods     []string     `json:"methods"`
	Stages      []Stage      `json:"stages"`
	Deployments []Deployment `json:"deployments"`
	Warnings    []string     `json:"warnings,omitempty"`
}

// A Stage is a stage with its address.
type Stage struct {
	Name       string            `json:"name"`
	Deployment string            `json:"deploymentId"`
	InvokeURL  string            `json:"invokeUrl"`
	Canary     float64           `json:"canaryPercent,omitempty"`
	Tree       *Node             `json:"tree,omitempty"` // of the deployment it serves
	Variables  map[string]string `json:"variables,omitempty"`
	// Behind tells that the working definition has changed since the deployment.
	Behind bool `json:"behind"`
}

// A Deployment is a snapshot.
type Deployment struct {
	ID          string    `json:"id"`
	Description string    `json:"description,omitempty"`
	Created     time.Time `json:"created"`
}

// A Key is an API key; its value is masked.
type Key struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Value   string `json:"value"`
	Enabled bool   `json:"enabled"`
}

// A Plan is a usage plan.
type Plan struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Stages []string `json:"stages"`
	Keys   []string `json:"keys"`
}

func (p *Page) index() Index {
	d := p.config.Store.Load()
	out := Index{APIs: []API{}, Keys: []Key{}, UsagePlans: []Plan{}, Requests: p.config.Traces.Latest(), Log: []LogLine{}}
	for _, q := range out.Requests {
		for _, text := range q.Log {
			out.Log = append(out.Log, LogLine{q.Time, q.ID, text})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.DomainNames)) {
		domain := Domain{Name: name}
		for _, m := range d.DomainNames[name].Mappings {
			domain.Mappings = append(domain.Mappings, "/"+strings.TrimPrefix(m.BasePath, state.NoBasePath)+" -> "+m.APIID+" "+m.Stage)
		}
		out.Domains = append(out.Domains, domain)
	}
	for _, id := range slices.Sorted(maps.Keys(d.APIs)) {
		out.APIs = append(out.APIs, p.api(d.APIs[id]))
	}
	for _, id := range slices.Sorted(maps.Keys(d.HTTPAPIs)) {
		out.APIs = append(out.APIs, p.httpAPI(d.HTTPAPIs[id]))
	}
	for _, id := range slices.Sorted(maps.Keys(d.APIKeys)) {
		k := d.APIKeys[id]
		out.Keys = append(out.Keys, Key{k.ID, k.Name, mask(k.Value), k.Enabled})
	}
	for _, id := range slices.Sorted(maps.Keys(d.UsagePlans)) {
		plan := d.UsagePlans[id]
		v := Plan{ID: plan.ID, Name: plan.Name, Keys: plan.KeyIDs}
		for _, s := range plan.Stages {
			v.Stages = append(v.Stages, s.APIID+":"+s.Stage)
		}
		out.UsagePlans = append(out.UsagePlans, v)
	}
	return out
}

func (p *Page) api(a *state.API) API {
	out := API{ID: a.Definition.ID, Name: a.Definition.Name, Kind: "REST", Warnings: a.Warnings, Methods: []string{}, Stages: []Stage{}, Deployments: []Deployment{}}
	for m, r := range a.Definition.Methods() {
		out.Methods = append(out.Methods, m.HTTPMethod+" "+r.Path)
	}
	for _, name := range slices.Sorted(maps.Keys(a.Stages)) {
		s := a.Stages[name]
		served := a.Deployments[s.DeploymentID]
		st := Stage{
			Name: name, Deployment: s.DeploymentID, InvokeURL: p.config.InvokeURL(a.Definition.ID, name), Variables: s.Variables,
			Behind: served != nil && !sameJSON(served.Definition, a.Definition),
		}
		if s.Canary != nil {
			st.Canary = s.Canary.PercentTraffic
		}
		if served != nil {
			st.Tree = tree(served.Definition)
		}
		out.Stages = append(out.Stages, st)
	}
	for _, d := range a.Deployments {
		out.Deployments = append(out.Deployments, Deployment{d.ID, d.Description, d.CreatedDate})
	}
	slices.SortFunc(out.Deployments, func(a, b Deployment) int { return b.Created.Compare(a.Created) })
	return out
}

func sameJSON(x, y any) bool {
	if x == y {
		return true
	}
	a, errA := json.Marshal(x)
	b, errB := json.Marshal(y)
	return errA == nil && errB == nil && string(a) == string(b)
}

// mask shows enough of a secret to tell it from others.
func mask(value string) string {
	if len(value) <= 8 {
		return "********"
	}
	return value[:4] + "********"
}

// Serve shows a page. Rest is the path below the inspector's own.
func (p *Page) Serve(w http.ResponseWriter, r *http.Request, rest string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	id, isRequest := strings.CutPrefix(rest, "requests/")
	id, asJSON := strings.CutSuffix(id, ".json")
	id, again := strings.CutSuffix(id, "/replay")
	method := http.MethodGet
	if again {
		method = http.MethodPost
	}
	if r.Method != method && (again || r.Method != http.MethodHead) {
		h.Set("Allow", method)
		http.Error(w, "only "+method+" is served here", http.StatusMethodNotAllowed)
		return
	}
	switch {
	case rest == "events":
		p.events(w, r)
	case rest == "inspector.css":
		h.Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(style)
	case rest == "inspector.js":
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(script)
	case rest == "notice.json":
		p.show(w, true, map[string]any{"notice": p.notice(), "follow": p.config.Notice != nil}, nil)
	case !isRequest:
		index := p.index()
		p.show(w, asJSON || rest == "index.json", index, map[string]any{"Index": index})
	default:
		p.request(w, r, id, asJSON, again)
	}
}

func (p *Page) request(w http.ResponseWriter, r *http.Request, id string, asJSON, again bool) {
	q := p.config.Traces.Get(id)
	if q == nil {
		http.Error(w, "no such request among the latest", http.StatusNotFound)
		return
	}
	if !again {
		p.show(w, asJSON, q, map[string]any{"Request": p.detail(q)})
		return
	}
	id, err := p.config.Replay(r.Context(), q)
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	http.Redirect(w, r, "../"+id, http.StatusSeeOther)
}

func (p *Page) show(w http.ResponseWriter, asJSON bool, data any, view map[string]any) {
	if asJSON {
		w.Header().Set("Content-Type", "application/json")
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		_ = enc.Encode(data)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	view["Notice"] = p.notice()
	_ = page.Execute(w, view)
}

func (p *Page) notice() string {
	if p.config.Notice == nil {
		return ""
	}
	return p.config.Notice()
}
