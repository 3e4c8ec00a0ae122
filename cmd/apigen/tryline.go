package main

import (
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// tryPath is the path of the first operation that can be called by its path
// alone: a GET without path parameters that requires nothing else. It is empty
// when there is none.
func (p *project) tryPath() string {
	doc, err := p.document()
	if err != nil {
		return ""
	}
	for _, item := range doc.Root.Get("paths").MembersOrNil() {
		if !strings.Contains(item.Key, "{") && item.Value.Get("get") != nil && !requiresParameters(item.Value.At("get", "parameters")) {
			return item.Key
		}
	}
	return ""
}

func requiresParameters(list *openapi.Node) bool {
	for _, parameter := range list.ItemsOrNil() {
		if parameter.Get("required").True() {
			return true
		}
	}
	return false
}

// curl is a line for a shell that has read up.env.
func (f upFacts) curl(path string) string {
	line := "curl"
	if f.Token != "" {
		line += ` -H "Authorization: $TOKEN"`
	}
	if f.APIKey != "" {
		line += ` -H "x-api-key: $API_KEY"`
	}
	if path == "" {
		path = "/..."
	}
	return line + ` "$INVOKE_URL` + path + `"`
}
