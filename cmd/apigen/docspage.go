package main

import (
	"bytes"
	"net/http"
	"sync/atomic"

	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A docsPage serves the API reference below /_docs/: a viewer, and the document
// as it is on disk. It is on the gateway's own origin, so that requests can be
// tried from it.
type docsPage struct {
	document func() (*openapi.Document, error)
	viewer   http.Handler
	server   atomic.Pointer[string] // invoke URL that requests are tried at
}

func newDocsPage(p *project) *docsPage {
	return &docsPage{document: p.document, viewer: v5emb.NewHandlerWithConfig(swgui.Config{
		Title:       "API reference",
		SwaggerJSON: "/_docs/openapi.yaml",
		BasePath:    "/_docs/",
		SettingsUI:  map[string]string{"persistAuthorization": "true"},
	})}
}

// show has the page show this document.
func (d *docsPage) show(doc *openapi.Document) {
	d.document = func() (*openapi.Document, error) { return doc, nil }
}

// tryAt has requests of the page sent to a stage.
func (d *docsPage) tryAt(invokeURL string) { d.server.Store(&invokeURL) }

func (d *docsPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/openapi.yaml" {
		d.serveDocument(w)
		return
	}
	whole := r.Clone(r.Context())
	whole.URL.Path = "/_docs" + r.URL.Path
	d.viewer.ServeHTTP(w, whole)
}

func (d *docsPage) serveDocument(w http.ResponseWriter) {
	doc, err := d.document()
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
