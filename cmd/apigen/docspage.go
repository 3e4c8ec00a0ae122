package main

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A docsPage serves the API reference below /_docs/: a viewer, and the document
// as it is on disk. It is on the gateway's own origin, so that requests can be
// tried from it, and so that its sign-in may ask the gateway for a token and an
// API key, which no other page may.
type docsPage struct {
	project  *project
	document atomic.Pointer[func() (*openapi.Document, error)]
	viewer   http.Handler
	server   atomic.Pointer[string] // invoke URL that requests are tried at
	news     atomic.Pointer[devNews]
}

// docsFiles are the sign-in of the page, and what it tells of apigen dev.
//
//go:embed docspage
var docsFiles embed.FS

func newDocsPage(p *project) *docsPage {
	form, _ := docsFiles.ReadFile("docspage/sign-in.html") // they are embedded
	banner, _ := docsFiles.ReadFile("docspage/dev.html")
	d := &docsPage{project: p, viewer: v5emb.NewHandlerWithConfig(swgui.Config{
		Title:       "API reference",
		SwaggerJSON: "/_docs/openapi.yaml",
		BasePath:    "/_docs/",
		SettingsUI:  map[string]string{"persistAuthorization": "true"},
		AppendHead:  `<link rel="stylesheet" href="/_docs/sign-in.css"><link rel="stylesheet" href="/_docs/dev.css">`,
		PrependHTML: template.HTML(slices.Concat(banner, form)), //nolint:gosec // it is the project's own
		AppendHTML:  `<script src="/_docs/sign-in.js"></script><script src="/_docs/dev.js"></script>`,
	})}
	d.from(p.document)
	return d
}

// show has the page show this document.
func (d *docsPage) show(doc *openapi.Document) {
	d.from(func() (*openapi.Document, error) { return doc, nil })
}

// from has the page ask for its document.
func (d *docsPage) from(document func() (*openapi.Document, error)) { d.document.Store(&document) }

// tryAt has requests of the page sent to a stage.
func (d *docsPage) tryAt(invokeURL string) { d.server.Store(&invokeURL) }

// follow has the page show what becomes of changes.
func (d *docsPage) follow() *devNews {
	news := new(devNews)
	d.news.Store(news)
	return news
}

// notice is what the inspector shows of apigen dev.
func (d *docsPage) notice() string { return d.news.Load().notice() }

func (d *docsPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/openapi.yaml":
		d.serveDocument(w)
	case "/sign-in.json":
		d.serveSignIn(w)
	case "/dev.json":
		d.news.Load().ServeHTTP(w, r)
	case "/sign-in.css", "/sign-in.js", "/dev.css", "/dev.js":
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, docsFiles, "docspage"+r.URL.Path)
	default:
		whole := r.Clone(r.Context())
		whole.URL.Path = "/_docs" + r.URL.Path
		d.viewer.ServeHTTP(w, whole)
	}
}

func (d *docsPage) serveDocument(w http.ResponseWriter) {
	doc, err := (*d.document.Load())()
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	root := doc.Root.Clone()
	if at := d.server.Load(); at != nil && root.Is(openapi.Object) {
		root.Set("servers", openapi.Arr(openapi.Obj(openapi.M("url", openapi.Str(*at)))))
	}
	var b bytes.Buffer
	if err := openapi.WriteYAML(&b, root); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/yaml")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(b.Bytes())
}

// signInFacts are what the page has to know to sign somebody in. Nothing of it is
// secret: tokens and keys come from the gateway.
type signInFacts struct {
	TokenSchemes []string `json:"tokenSchemes"` // security schemes that take a token of the pool
	KeySchemes   []string `json:"keySchemes"`   // those that take an API key
	Pool         string   `json:"pool"`
	Scopes       []string `json:"scopes"` // every one that a method asks for
	ValidFor     int64    `json:"validFor"`
}

func (d *docsPage) serveSignIn(w http.ResponseWriter) {
	facts, err := d.project.signIn()
	if err != nil {
		answerJSON(w, http.StatusInternalServerError, map[string]string{"message": err.Error()})
		return
	}
	answerJSON(w, http.StatusOK, facts)
}

// signIn reads the document's security schemes.
func (p *project) signIn() (signInFacts, error) {
	facts := signInFacts{TokenSchemes: []string{}, KeySchemes: []string{}, Scopes: []string{}}
	request, err := p.localToken()
	switch {
	case err == nil:
		facts.Pool, facts.ValidFor = request.Pool, int64(request.ValidFor)
		facts.Scopes = slices.Concat(facts.Scopes, request.Scopes)
	case !errors.Is(err, errNoPool):
		return facts, err
	}
	doc, err := p.document()
	if err != nil {
		return facts, err
	}
	env, err := p.Environment(config.Local)
	if err != nil {
		return facts, err
	}
	filled, _ := cloudformation.Resolve(doc, cloudformation.Values{Given: env.Parameters})
	api, _ := apigw.ReadREST(filled, apigw.ReadOptions{})
	for _, a := range api.Authorizers {
		if slices.Contains(poolIDs(a.ProviderARNs), facts.Pool) {
			facts.TokenSchemes = append(facts.TokenSchemes, a.Name)
		}
	}
	for _, member := range filled.Root.At("components", "securitySchemes").MembersOrNil() {
		scheme := member.Value
		if scheme.Get("in").StringOr("") == "header" && strings.EqualFold(scheme.Get("name").StringOr(""), "x-api-key") {
			facts.KeySchemes = append(facts.KeySchemes, member.Key)
		}
	}
	return facts, nil
}
