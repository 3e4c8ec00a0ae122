package cloudformation

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A Template is a template of CloudFormation or SAM.
type Template struct{ doc *openapi.Document }

// IsTemplate tells a template from an API's document.
func IsTemplate(doc *openapi.Document) bool {
	return doc.Root.Get("Resources").Is(openapi.Object) && doc.Root.Get("openapi") == nil && doc.Root.Get("swagger") == nil
}

// NewTemplate makes a template of its document.
func NewTemplate(doc *openapi.Document) (*Template, error) {
	if !IsTemplate(doc) {
		return nil, fmt.Errorf("%s is no CloudFormation template: it has no Resources", doc.File)
	}
	return &Template{doc}, nil
}

// ReadTemplate reads a template from a file.
func ReadTemplate(file string) (*Template, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	doc, err := openapi.Parse(file, data)
	if err != nil {
		return nil, fmt.Errorf("read template: %w", err)
	}
	return NewTemplate(doc)
}

func (t *Template) section(name string) *openapi.Node { return t.doc.Root.Get(name) }

// defaultOf is the default of a parameter. That of an SSM parameter is the name
// of what CloudFormation would read, so it is none.
func (t *Template) defaultOf(name string) (string, bool) {
	parameter := t.section("Parameters").Get(name)
	value := parameter.Get("Default")
	if value == nil || strings.HasPrefix(scalar(parameter.Get("Type")), "AWS::SSM::") {
		return "", false
	}
	return scalar(value), true
}

// isList reports whether a parameter holds several values.
func (t *Template) isList(name string) bool {
	kind := scalar(t.section("Parameters").At(name, "Type"))
	return kind == "CommaDelimitedList" || strings.HasPrefix(kind, "List<")
}

// An API is one that a template defines by a document.
type API struct {
	LogicalID string
	Type      string            // of the resource, such as AWS::Serverless::Api
	Document  *openapi.Document // not resolved
	Stage     *openapi.Node     // name that a SAM API gives its stage, not resolved; nil is none
}

// IsHTTP reports whether it is an HTTP API.
func (a *API) IsHTTP() bool {
	return a.Type == "AWS::ApiGatewayV2::Api" || a.Type == "AWS::Serverless::HttpApi"
}

// bodies are the properties that hold an API's document, and those that name its
// file.
var bodies = map[string]struct{ inline, file string }{
	"AWS::ApiGateway::RestApi": {"Body", "BodyS3Location"},
	"AWS::ApiGatewayV2::Api":   {"Body", "BodyS3Location"},
	"AWS::Serverless::Api":     {"DefinitionBody", "DefinitionUri"},
	"AWS::Serverless::HttpApi": {"DefinitionBody", "DefinitionUri"},
}

// APIs are the template's APIs, in its order. Files they are in lie beside the
// template. An API without a document, which SAM makes of its functions' events,
// is an error that says so.
func (t *Template) APIs() ([]*API, error) {
	var all []*API
	for _, m := range t.section("Resources").MembersOrNil() {
		kind := scalar(m.Value.Get("Type"))
		keys, ok := bodies[kind]
		if !ok {
			continue
		}
		api := &API{LogicalID: m.Key, Type: kind, Stage: m.Value.At("Properties", "StageName")}
		body := m.Value.At("Properties", keys.inline)
		switch name := m.Value.At("Properties", keys.file); {
		case body != nil:
			api.Document = &openapi.Document{File: t.doc.File, Format: t.doc.Format, Root: body}
		case name.Is(openapi.String) && !strings.Contains(name.Text, "://"):
			doc, err := readFile(filepath.Join(filepath.Dir(t.doc.File), name.Text))
			if err != nil {
				return nil, fmt.Errorf("%s: %s of %s: %w", name.Pos, keys.file, m.Key, err)
			}
			api.Document = doc
		case name != nil:
			return nil, fmt.Errorf("%s: %s of %s is not on this machine: want a file beside the template", name.Pos, keys.file, m.Key)
		default:
			return nil, fmt.Errorf("%s: %s has no document: SAM makes one of its functions' events; write it out as %s", m.Pos, m.Key, keys.inline)
		}
		all = append(all, api)
	}
	return all, nil
}
