// Package stack writes the template that deploys an API with its functions, for
// teams that deploy with AWS SAM or Terraform: roles with the least privileges,
// permissions, the API from the generated document, its stage and logs, API keys,
// user pools and domains.
//
// Everything is derived from the document and apigen.yaml, so the same input gives
// the same bytes, and a function added to the contract stands in the next output.
// What differs between environments is a parameter (SAM) or a variable
// (Terraform), with the value of the chosen environment as its default. A role or a
// user pool that the contract names by a parameter is made, unless the environment
// has a value for the parameter: then it exists already.
//
// The package writes text and makes no call. [SAM] and [Terraform] are the two ways
// out of one model.
package stack

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A Config says what a template is made of. Paths are relative to the folder of the
// template.
type Config struct {
	Document     *openapi.Document
	DocumentPath string // of Document, which Terraform reads
	// Environment is the one whose stage is made. Its values are the defaults of
	// parameters, but for those of the environment local.
	Environment *config.Environment
	// Local is the environment local, in which the contract calls the functions of
	// Functions by their names.
	Local     *config.Environment
	Functions []Function
	Settings  config.Stack
	// With is laid over the template of SAM; nil is nothing.
	With *openapi.Document
	// AccessLogFormat is that of the stage when the environment has none.
	AccessLogFormat string
	Header          string // a comment above the template
}

// A Function is one of apigen.yaml with the place of its code.
type Function struct {
	*config.Function
	Package string // folder of its Go main package; empty when Code is what is built
	Code    string // folder or zip file; with a Package the one that apigen package writes
}

// A Template is a written one.
type Template struct {
	Text  []byte
	Notes []string // what is left to people, a sentence each
}

// A model is what the templates of both tools hold.
type model struct {
	Config
	terraform  bool
	rest       *apigw.RestAPI // of the two one is nil
	http       *apigw.HTTPAPI
	refs       map[string]ref // what a ${Name} stands for
	ids        map[string]bool
	parameters []*parameter
	variables  []assignment // of the stage
	functions  []*function
	grants     []grant
	roles      []*role
	pools      []*pool
	logTo      text // ARN of the access log; nil is the log group that is made
	// domainName and certificate are nil without one.
	domainName, certificate text
	notes                   []string
}

// newModel reads the document and gives every name in it what it stands for.
func newModel(c Config, terraform bool) (*model, error) {
	m := &model{Config: c, terraform: terraform, refs: map[string]ref{}, ids: map[string]bool{}}
	if err := m.read(); err != nil {
		return nil, err
	}
	if err := m.checkSettings(); err != nil {
		return nil, err
	}
	if m.http != nil && c.Environment.Settings.Auto == "off" {
		m.note("the stage deploys every change at once; autoDeploy: off holds for apigen import alone")
	}
	m.reserve()
	m.findRoles()
	m.findPools()
	m.findFunctions()
	m.findVariables()
	for _, name := range placeholders(c.Document) {
		m.ref(name)
	}
	m.allowRoles()
	m.fillFunctions()
	if c.Environment.Name != config.Local { // whose log groups are in no account
		m.logTo = m.text(c.Environment.Settings.LogTo)
	}
	m.domainName, m.certificate = m.text(c.Environment.Domain.Name), m.text(c.Environment.Domain.Certificate)
	return m, nil
}

// read takes the document as API Gateway will.
func (m *model) read() error {
	var found diag.List
	if apigw.IsHTTP(m.Document) {
		m.http, found = apigw.ReadHTTP(m.Document, apigw.ReadOptions{})
	} else {
		m.rest, found = apigw.ReadREST(m.Document, apigw.ReadOptions{})
	}
	for _, d := range found {
		if d.Severity == diag.Error {
			return fmt.Errorf("%s: %s: apigen lint says all that is wrong", d.Pos, d.Message)
		}
	}
	if m.title() == "" {
		return errors.New("the document has no title")
	}
	return nil
}

// title is the API's name.
func (m *model) title() string {
	if m.http != nil {
		return cmp.Or(m.Environment.APIName, m.http.Name)
	}
	return cmp.Or(m.Environment.APIName, m.rest.Name)
}

// values are what an environment has for ${Name}. Those of the local gateway hold
// nowhere else.
func (m *model) values() map[string]string {
	if m.Environment.Name == config.Local {
		return nil
	}
	return m.Environment.Parameters
}

// variableValues are what an environment has for stage variables.
func (m *model) variableValues() map[string]string {
	if m.Environment.Name == config.Local {
		return nil
	}
	return m.Environment.StageVariables
}

// variableNames lists the stage variables the API refers to.
func (m *model) variableNames() []string {
	if m.http != nil {
		return m.http.StageVariables()
	}
	return m.rest.StageVariables()
}

func (m *model) invocations(variables map[string]string) []apigw.Invocation {
	var all []apigw.Invocation
	if m.http != nil {
		all, _ = m.http.Invocations(variables)
	} else {
		all, _ = m.rest.Invocations(variables)
	}
	return all
}

func (m *model) accesses() []apigw.Access {
	if m.http != nil {
		return m.http.Accesses()
	}
	return m.rest.Accesses()
}

// needsKey reports whether the stage gets an API key: the environment names one, or
// a method wants one.
func (m *model) needsKey() bool {
	if m.rest == nil {
		return false
	}
	for method := range m.rest.Methods() {
		if method.APIKeyRequired {
			return true
		}
	}
	return m.Environment.Key != "" && m.Environment.Name != config.Local
}

// private reports whether the API can be reached inside a VPC only.
func (m *model) private() bool { return m.rest != nil && len(apigw.VPCEndpoints(m.Document)) > 0 }

// cache is the size of the stage's response cache in GB; empty is none.
func (m *model) cache() string { return strings.TrimSuffix(m.Environment.Settings.Cache, "off") }

// checkSettings refuses what stages of HTTP APIs do not have, as an import does.
func (m *model) checkSettings() error {
	s := m.Environment.Settings
	if m.http == nil || strings.TrimSuffix(s.Logging, "OFF") == "" && !m.traced() && m.cache() == "" {
		return nil
	}
	return fmt.Errorf("environment %s: HTTP APIs have no execution logs, no tracing and no cache: take logging, tracing and cache out of its settings", m.Environment.Name)
}

// retention is how many days logs are kept.
func (m *model) retention() int { return cmp.Or(m.Settings.LogRetention, 30) }

// accessLogFormat is that of the stage.
func (m *model) accessLogFormat() string {
	return cmp.Or(m.Environment.Settings.LogFormat, m.AccessLogFormat)
}

// newMapping reports whether the domain leads to the stage by a mapping of the
// second version, which base paths of several levels need.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
func (m *model) newMapping() bool {
	return m.http != nil || strings.Contains(m.Environment.Domain.BasePath, "/")
}

func (m *model) note(format string, args ...any) {
	m.notes = append(m.notes, fmt.Sprintf(format, args...))
}
