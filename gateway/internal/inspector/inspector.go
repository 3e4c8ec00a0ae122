// Package inspector is the page that shows what a local gateway has and what
// happened to the latest requests, step by step. It is rendered on the server
// and loads nothing from elsewhere; the same is given as JSON.
package inspector

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/gateway/internal/trace"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"ago":    func(now, t time.Time) string { return now.Sub(t).Round(time.Second).String() },
	"took":   func(d time.Duration) string { return d.Round(time.Microsecond).String() },
	"moment": func(t time.Time) string { return t.Format("15:04:05.000") },
}).Parse(pageText))

// A Config says what is shown.
type Config struct {
	Store     *state.Store
	Traces    *trace.Recorder
	InvokeURL func(apiID, stage string) string
}

// A Page is the inspector.
type Page struct{ config Config }

// New makes the page.
func New(c Config) *Page { return &Page{c} }

// Serves reports whether a path below the inspector's own is one of its pages:
// the empty one, index.json, requests/ID and requests/ID.json. Ids of APIs are
// none of these.
func (p *Page) Serves(rest string) bool {
	return rest == "" || rest == "index.json" || strings.HasPrefix(rest, "requests/")
}

// An Index is what the first page shows.
type Index struct {
	APIs       []API            `json:"apis"`
	Keys       []Key            `json:"keys"`
	UsagePlans []Plan           `json:"usagePlans"`
	Requests   []*trace.Request `json:"requests"`
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
	Name       string `json:"name"`
	Deployment string `json:"deploymentId"`
	InvokeURL  string `json:"invokeUrl"`
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
	out := Index{APIs: []API{}, Keys: []Key{}, UsagePlans: []Plan{}, Requests: p.config.Traces.Latest()}
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
	out := API{ID: a.Definition.ID, Kind: "REST", Name: a.Definition.Name, Warnings: a.Warnings, Methods: []string{}, Stages: []Stage{}, Deployments: []Deployment{}}
	for m, r := range a.Definition.Methods() {
		out.Methods = append(out.Methods, m.HTTPMethod+" "+r.Path)
	}
	for _, name := range slices.Sorted(maps.Keys(a.Stages)) {
		s := a.Stages[name]
		served := a.Deployments[s.DeploymentID]
		out.Stages = append(out.Stages, Stage{
			Name: name, Deployment: s.DeploymentID, InvokeURL: p.config.InvokeURL(a.Definition.ID, name),
			Behind: served != nil && !sameJSON(served.Definition, a.Definition),
		})
	}
	for _, d := range a.Deployments {
		out.Deployments = append(out.Deployments, Deployment{d.ID, d.Description, d.CreatedDate})
	}
	slices.SortFunc(out.Deployments, func(a, b Deployment) int { return b.Created.Compare(a.Created) })
	return out
}

// httpAPI shows an HTTP API.
func (p *Page) httpAPI(a *state.HTTPAPI) API {
	out := API{ID: a.Definition.ID, Kind: "HTTP", Name: a.Definition.Name, Warnings: a.Warnings, Methods: []string{}, Stages: []Stage{}, Deployments: []Deployment{}}
	for _, r := range a.Definition.Routes {
		out.Methods = append(out.Methods, r.Key)
	}
	for _, name := range slices.Sorted(maps.Keys(a.Stages)) {
		s := a.Stages[name]
		served := a.Deployments[s.DeploymentID]
		out.Stages = append(out.Stages, Stage{
			Name: name, Deployment: s.DeploymentID, InvokeURL: p.config.InvokeURL(a.Definition.ID, name),
			Behind: served != nil && !sameJSON(served.Definition, a.Definition),
		})
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
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "the inspector is for looking only", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	id, isRequest := strings.CutPrefix(rest, "requests/")
	id, asJSON := strings.CutSuffix(id, ".json")
	if !isRequest {
		p.show(w, asJSON, p.index(), map[string]any{"Index": p.index(), "Now": time.Now()})
		return
	}
	q := p.config.Traces.Get(id)
	if q == nil {
		http.Error(w, "no such request among the latest", http.StatusNotFound)
		return
	}
	p.show(w, asJSON, q, map[string]any{"Request": q})
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
	_ = page.Execute(w, view)
}
