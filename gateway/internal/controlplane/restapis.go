package controlplane

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

type restAPI struct {
	ID                        string    `json:"id"`
	Name                      string    `json:"name"`
	Description               string    `json:"description,omitempty"`
	CreatedDate               timestamp `json:"createdDate"`
	Version                   string    `json:"version,omitempty"`
	Warnings                  []string  `json:"warnings,omitempty"`
	BinaryMediaTypes          []string  `json:"binaryMediaTypes,omitempty"`
	MinimumCompressionSize    *int      `json:"minimumCompressionSize,omitempty"`
	APIKeySource              string    `json:"apiKeySource"`
	EndpointConfiguration     endpoint  `json:"endpointConfiguration"`
	Policy                    string    `json:"policy,omitempty"`
	Tags                      tagMap    `json:"tags,omitempty"`
	DisableExecuteAPIEndpoint bool      `json:"disableExecuteApiEndpoint"`
	RootResourceID            string    `json:"rootResourceId"`
}

type endpoint struct {
	Types          []string `json:"types,omitempty"`
	IPAddressType  string   `json:"ipAddressType,omitempty"`
	VPCEndpointIDs []string `json:"vpcEndpointIds,omitempty"`
}

// view writes an API as the service does. Warnings belong to the answer of an
// import alone.
func view(a *state.API, warnings []string) restAPI {
	def := a.Definition
	return restAPI{
		ID: def.ID, Name: def.Name, Description: def.Description, Version: def.Version,
		CreatedDate: timestamp(a.CreatedDate), Warnings: warnings,
		BinaryMediaTypes: def.BinaryMediaTypes, MinimumCompressionSize: def.MinimumCompressionSize,
		APIKeySource:          def.APIKeySource,
		EndpointConfiguration: endpoint{Types: a.EndpointTypes, IPAddressType: a.IPAddressType},
		Policy:                escapedPolicy(def.Policy), Tags: shown(a.Tags),
		DisableExecuteAPIEndpoint: def.DisableExecuteAPIEndpoint, RootResourceID: a.RootResourceID,
	}
}

// fresh writes an API that has just been made, which has no empty tags.
func fresh(a *state.API, warnings []string) restAPI {
	v := view(a, warnings)
	if len(a.Tags) == 0 {
		v.Tags = nil
	}
	return v
}

// escapedPolicy writes a policy as the service gives it back: JSON whose quotes
// are escaped once more.
func escapedPolicy(policy json.RawMessage) string {
	if len(policy) == 0 {
		return ""
	}
	b, _ := json.Marshal(string(policy)) // a string always encodes
	return strings.Trim(string(b), `"`)
}

func (s *Server) createOrImport(r *request) (answer, error) {
	if r.query().Get("mode") == "import" {
		return s.importRestAPI(r)
	}
	return s.createRestAPI(r)
}

func (s *Server) createRestAPI(r *request) (answer, error) {
	var in struct {
		Name                      string            `json:"name"`
		Description               *string           `json:"description"`
		Version                   string            `json:"version"`
		CloneFrom                 string            `json:"cloneFrom"`
		BinaryMediaTypes          []string          `json:"binaryMediaTypes"`
		MinimumCompressionSize    *int              `json:"minimumCompressionSize"`
		APIKeySource              string            `json:"apiKeySource"`
		EndpointConfiguration     endpoint          `json:"endpointConfiguration"`
		Policy                    string            `json:"policy"`
		Tags                      map[string]string `json:"tags"`
		DisableExecuteAPIEndpoint bool              `json:"disableExecuteApiEndpoint"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	var v violations
	v.enums(r.input("endpointConfiguration.types"), in.EndpointConfiguration.Types, endpointTypes...)
	v.enum(r.input("endpointConfiguration.ipAddressType"), in.EndpointConfiguration.IPAddressType, addressTypes...)
	v.enum(r.input("apiKeySource"), in.APIKeySource, "HEADER", "AUTHORIZER")
	if err := v.err(); err != nil {
		return answer{}, err
	}
	def := &apigw.RestAPI{
		Name: in.Name, Version: in.Version, BinaryMediaTypes: in.BinaryMediaTypes,
		MinimumCompressionSize: in.MinimumCompressionSize, APIKeySource: in.APIKeySource,
		DisableExecuteAPIEndpoint: in.DisableExecuteAPIEndpoint,
		Resources:                 []*apigw.Resource{{Path: "/"}},
		Models:                    stockModels(),
	}
	switch {
	case in.Name == "":
		return answer{}, badRequest("API name cannot be empty")
	case in.Description != nil && *in.Description == "":
		return answer{}, badRequest("Description cannot be an empty string")
	case in.Policy != "" && !json.Valid([]byte(in.Policy)):
		return answer{}, badRequest("Invalid policy document. Please check the policy syntax and ensure that Principals are valid.")
	}
	if in.Description != nil {
		def.Description = *in.Description
	}
	if in.Policy != "" {
		def.Policy = json.RawMessage(in.Policy)
	}
	if err := checkCompression(in.MinimumCompressionSize); err != nil {
		return answer{}, err
	}
	if def.APIKeySource == "" {
		def.APIKeySource = "HEADER"
	}
	if in.CloneFrom != "" {
		if err := s.cloneInto(def, in.CloneFrom); err != nil {
			return answer{}, err
		}
	}
	a, err := s.newAPI(def, in.EndpointConfiguration)
	if err != nil {
		return answer{}, err
	}
	a.Tags = in.Tags
	if err := s.Store.Update(func(d *state.Data) error { d.APIs[def.ID] = a; return nil }); err != nil {
		return answer{}, err
	}
	return created(fresh(a, nil))
}

// cloneInto copies what another API consists of. The entities get ids of their
// own.
func (s *Server) cloneInto(def *apigw.RestAPI, from string) error {
	source := s.Store.Load().APIs[from]
	if source == nil {
		return s.noAPI(from)
	}
	copied, err := state.CloneDefinition(source.Definition)
	if err != nil {
		return err
	}
	for _, r := range copied.Resources {
		r.ID = ""
	}
	for _, m := range copied.Models {
		m.ID = ""
	}
	for _, a := range copied.Authorizers {
		a.ID = ""
	}
	for _, v := range copied.RequestValidators {
		v.ID = ""
	}
	for _, p := range copied.DocumentationParts {
		p.ID = ""
	}
	def.Resources, def.Models, def.Authorizers = copied.Resources, copied.Models, copied.Authorizers
	def.RequestValidators, def.GatewayResponses, def.DocumentationParts = copied.RequestValidators, copied.GatewayResponses, copied.DocumentationParts
	return nil
}

// stockModels are the models an API made by CreateRestApi begins with; an
// imported one has only its document's.
func stockModels() []*apigw.Model {
	const draft = `"$schema": "http://json-schema.org/draft-04/schema#"`
	return []*apigw.Model{
		{Name: "Empty", Description: "This is a default empty schema model", ContentType: "application/json",
			Schema: json.RawMessage(`{` + draft + `, "title": "Empty Schema", "type": "object"}`)},
		{Name: "Error", Description: "This is a default error schema model", ContentType: "application/json",
			Schema: json.RawMessage(`{` + draft + `, "title": "Error Schema", "type": "object", "properties": {"message": {"type": "string"}}}`)},
	}
}

func checkCompression(size *int) error {
	if size != nil && (*size < 0 || *size > 10485760) {
		return badRequest("Invalid minimum compression size, must be between 0 and 10485760")
	}
	return nil
}

// newAPI gives ids to a definition and the endpoint it is reached by; EDGE is
// the service's default.
func (s *Server) newAPI(def *apigw.RestAPI, e endpoint) (*state.API, error) {
	e, err := e.complete()
	if err != nil {
		return nil, err
	}
	def.ID = s.IDs.API()
	s.assignIDs(def, nil)
	return &state.API{
		Definition: def, CreatedDate: s.Now(), EndpointTypes: e.Types, IPAddressType: e.IPAddressType,
		RootResourceID: def.Resources[0].ID,
		Deployments:    map[string]*state.Deployment{}, Stages: map[string]*state.Stage{},
	}, nil
}

// complete fills in what the service takes for granted.
func (e endpoint) complete() (endpoint, error) {
	if len(e.Types) == 0 {
		e.Types = []string{"EDGE"}
	}
	private := e.Types[0] == "PRIVATE"
	switch {
	case len(e.Types) > 1:
		return e, badRequest("Cannot create an api with multiple Endpoint Types.")
	case private && e.IPAddressType == "ipv4":
		return e, badRequest("Only dualstack ipAddressType is supported for Private APIs.")
	case len(e.VPCEndpointIDs) > 0 && !private:
		return e, badRequest("VPCEndpoints can only be specified with PRIVATE apis.")
	}
	if e.IPAddressType == "" {
		e.IPAddressType = "ipv4"
		if private {
			e.IPAddressType = "dualstack"
		}
	}
	return e, nil
}

func isEndpointType(kind string) bool { return slices.Contains(endpointTypes, kind) }

func (s *Server) getRestAPI(r *request) (answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	return ok(view(a, nil))
}

func (s *Server) getRestAPIs(r *request) (answer, error) {
	all := []restAPI{}
	for _, a := range s.Store.Load().APIs {
		all = append(all, view(a, nil))
	}
	slices.SortFunc(all, func(a, b restAPI) int {
		if c := time.Time(a.CreatedDate).Compare(time.Time(b.CreatedDate)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return page(r, all)
}

func (s *Server) deleteRestAPI(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		delete(d.APIs, a.Definition.ID)
		forgetStages(d, a.Definition.ID, "")
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}

// forgetStages takes stages that are gone out of usage plans; an empty name is
// every stage of the API.
func forgetStages(d *state.Data, apiID, stage string) {
	for id := range d.UsagePlans {
		p := d.EditPlan(id)
		p.Stages = slices.DeleteFunc(p.Stages, func(ps state.PlanStage) bool {
			return ps.APIID == apiID && (stage == "" || ps.Stage == stage)
		})
	}
}

func (s *Server) updateRestAPI(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated *state.API
	err = s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		def := *a.Definition
		def.BinaryMediaTypes = slices.Clone(def.BinaryMediaTypes)
		for _, p := range patches {
			if err := patchAPI(&def, p); err != nil {
				return err
			}
		}
		updated = d.Edit(def.ID)
		updated.Definition = &def
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(view(updated, nil))
}

func patchAPI(def *apigw.RestAPI, p patch) error {
	if name, found := strings.CutPrefix(p.Path, "/binaryMediaTypes/"); found {
		return patchBinaryMediaTypes(def, p, strings.ReplaceAll(strings.ReplaceAll(name, "~1", "/"), "~0", "~"))
	}
	switch p.Path {
	case "/name", "/description", "/policy", "/minimumCompressionSize", "/apiKeySource", "/disableExecuteApiEndpoint", "/version":
	default:
		return badRequest("Invalid patch path %s", p.Path)
	}
	if p.Op != "replace" {
		return badRequest("Invalid patch operation specified. Must be one of: [replace]")
	}
	switch p.Path {
	case "/name":
		if p.Value == "" {
			return badRequest("API name cannot be empty")
		}
		def.Name = p.Value
	case "/description":
		def.Description = p.Value
	case "/version":
		def.Version = p.Value
	case "/apiKeySource":
		if p.Value != "HEADER" && p.Value != "AUTHORIZER" {
			return badRequest("Invalid API key source: %s", p.Value)
		}
		def.APIKeySource = p.Value
	case "/disableExecuteApiEndpoint":
		def.DisableExecuteAPIEndpoint = p.Value == "true"
	case "/policy":
		def.Policy = nil
		if p.Value != "" {
			if !json.Valid([]byte(p.Value)) {
				return badRequest("Invalid policy document. Please check the policy syntax and ensure that Principals are valid.")
			}
			def.Policy = json.RawMessage(p.Value)
		}
	case "/minimumCompressionSize":
		def.MinimumCompressionSize = nil
		if p.Value == "" {
			return nil
		}
		n, err := strconv.Atoi(p.Value)
		if err != nil {
			n = -1
		}
		def.MinimumCompressionSize = &n
		return checkCompression(&n)
	}
	return nil
}

func patchBinaryMediaTypes(def *apigw.RestAPI, p patch, name string) error {
	i := slices.Index(def.BinaryMediaTypes, name)
	switch {
	case p.Op == "add" && i < 0:
		def.BinaryMediaTypes = append(def.BinaryMediaTypes, name)
	case p.Op == "add":
	case p.Op == "remove" && i >= 0:
		def.BinaryMediaTypes = slices.Delete(def.BinaryMediaTypes, i, i+1)
	case p.Op == "replace" && i >= 0:
		def.BinaryMediaTypes[i] = p.Value
	default:
		return badRequest("Invalid patch path %s", p.Path)
	}
	return nil
}
