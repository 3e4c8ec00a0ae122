package controlplane

import (
	"fmt"
	"slices"

	"github.com/apigen-go/apigen/gateway/internal/dataplane"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// An imported document is what an import makes of a body.
type imported struct {
	doc      *openapi.Document
	api      *apigw.RestAPI
	found    diag.List
	strict   bool // failonwarnings
	warnings []string
}

// readDocument reads the body of an import. What the local gateway does not
// serve is a warning with its place, beside the service's own.
func (s *Server) readDocument(r *request) (*imported, error) {
	doc, err := openapi.Parse("", r.body)
	if err != nil {
		return nil, badRequest("%s", apigw.InvalidInput)
	}
	mode := apigw.BasePathMode(r.query().Get("basepath"))
	if !slices.Contains([]apigw.BasePathMode{"", apigw.BasePathIgnore, apigw.BasePathPrepend, apigw.BasePathSplit}, mode) {
		return nil, badRequest("Invalid basepath mode: %s", mode)
	}
	doc = apigw.ExpandAWS(doc, apigw.Environment{Region: s.Region, AccountID: s.AccountID})
	im := &imported{doc: doc, strict: r.query().Get("failonwarnings") == "true"}
	im.api, im.found = apigw.ReadREST(doc, apigw.ReadOptions{BasePath: mode, IgnoreDocumentation: r.query().Get("ignore") == "documentation"})
	for _, f := range dataplane.Unserved(im.api) {
		im.found = append(im.found, diag.Diagnostic{
			Severity: diag.Warning, Rule: "not-served", Pointer: f.Pointer,
			Message: fmt.Sprintf("%s (%s)", f.Message, f.Pointer),
		})
	}
	return im, nil
}

// accept checks the definition an import would leave behind, and gives the
// service's refusal. The gateway's log says where in the document it applies.
func (s *Server) accept(im *imported, def *apigw.RestAPI) error {
	if err := dataplane.Check(def); err != nil && !im.found.HasErrors() {
		im.found = append(im.found, diag.Diagnostic{Severity: diag.Error, Rule: "not-importable", Message: err.Error()})
	}
	if text, ok := apigw.ImportFailure(im.found, im.strict); !ok {
		for _, d := range im.found { // the service's text has no places
			s.Log.Warn("import refused", "at", d.Pointer, "reason", d.Message)
		}
		return badRequest("%s", text)
	}
	for _, d := range im.found {
		if d.Severity == diag.Warning {
			im.warnings = append(im.warnings, d.Message)
		}
	}
	return nil
}

func (s *Server) importRestAPI(r *request) (answer, error) {
	im, err := s.readDocument(r)
	if err != nil {
		return answer{}, err
	}
	if err := s.accept(im, im.api); err != nil {
		return answer{}, err
	}
	if im.api.Name == "" {
		im.api.Name = "Imported on " + s.Now().UTC().Format("2006-01-02T15:04:05Z")
	}
	var e endpoint
	if kind := r.query().Get("endpointConfigurationTypes"); kind != "" {
		e.Types = []string{kind}
	}
	if !slices.Contains(e.Types, "PRIVATE") && len(apigw.VPCEndpoints(im.doc)) > 0 {
		return answer{}, badRequest("Errors found during import:\n\tVPCEndpoints can only be specified with PRIVATE apis.")
	}
	if len(im.api.Resources) == 0 {
		im.api.Resources = []*apigw.Resource{{Path: "/"}}
	}
	a, err := s.newAPI(im.api, e)
	if err != nil {
		return answer{}, err
	}
	a.Warnings = im.warnings
	if err := s.Store.Update(func(d *state.Data) error { d.APIs[im.api.ID] = a; return nil }); err != nil {
		return answer{}, err
	}
	s.Log.Info("import REST API", "api", im.api.ID, "name", im.api.Name, "warnings", len(im.warnings))
	return created(fresh(a, im.warnings))
}

// putRestAPI updates an API from a document. The default mode is merge. A bad
// document is judged before an API that does not exist (recorded).
func (s *Server) putRestAPI(r *request) (answer, error) {
	im, err := s.readDocument(r)
	if err != nil {
		return answer{}, err
	}
	mode := r.query().Get("mode")
	if mode != "" && mode != "merge" && mode != "overwrite" {
		return answer{}, badRequest("Invalid mode: %s", mode)
	}
	if im.found.HasErrors() {
		return answer{}, s.accept(im, im.api)
	}
	var updated *state.API
	err = s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		def, err := state.CloneDefinition(im.api)
		if err != nil {
			return err
		}
		if mode != "overwrite" {
			if def, err = merge(a.Definition, im); err != nil {
				return err
			}
		}
		if def.Name == "" {
			def.Name = a.Definition.Name
		}
		if len(def.Resources) == 0 {
			def.Resources = []*apigw.Resource{{Path: "/"}}
		}
		if err := s.accept(im, def); err != nil {
			return err
		}
		def.ID = a.Definition.ID
		s.assignIDs(def, a.Definition)
		updated = d.Edit(def.ID)
		updated.Definition, updated.Warnings = def, im.warnings
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(view(updated, im.warnings))
}

// merge puts a document's API over a stored one: what both have is replaced
// whole, method by method and entity by entity, binary media types are united,
// and what the document does not name stays. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-update.html
func merge(stored *apigw.RestAPI, im *imported) (*apigw.RestAPI, error) {
	out, err := state.CloneDefinition(stored)
	if err != nil {
		return nil, err
	}
	in := im.api
	if in.Name != "" {
		out.Name = in.Name
	}
	out.Description, out.Version = in.Description, in.Version
	if im.doc.Root.Get("x-amazon-apigateway-api-key-source") != nil {
		out.APIKeySource = in.APIKeySource
	}
	if in.MinimumCompressionSize != nil {
		out.MinimumCompressionSize = in.MinimumCompressionSize
	}
	if len(in.Policy) > 0 {
		out.Policy = in.Policy
	}
	out.DisableExecuteAPIEndpoint = out.DisableExecuteAPIEndpoint || in.DisableExecuteAPIEndpoint
	for _, t := range in.BinaryMediaTypes {
		if !slices.Contains(out.BinaryMediaTypes, t) {
			out.BinaryMediaTypes = append(out.BinaryMediaTypes, t)
		}
	}
	for _, r := range in.Resources {
		mergeResource(out, r)
	}
	out.Models = mergeBy(out.Models, in.Models, func(m *apigw.Model) string { return m.Name })
	out.Authorizers = mergeBy(out.Authorizers, in.Authorizers, func(a *apigw.Authorizer) string { return a.Name })
	out.RequestValidators = mergeBy(out.RequestValidators, in.RequestValidators, func(v *apigw.RequestValidator) string { return v.Name })
	for _, p := range in.DocumentationParts {
		out.DocumentationParts = apigw.MergeDocumentation(out.DocumentationParts, p)
	}
	out.GatewayResponses = mergeBy(out.GatewayResponses, in.GatewayResponses, func(g *apigw.GatewayResponse) string { return g.Type })
	return out, nil
}

func mergeResource(out *apigw.RestAPI, in *apigw.Resource) {
	have := out.Resource(in.Path)
	if have == nil {
		out.Resources = append(out.Resources, &apigw.Resource{Path: in.Path, Methods: in.Methods})
		return
	}
	have.Methods = mergeBy(have.Methods, in.Methods, func(m *apigw.Method) string { return m.HTTPMethod })
}

// mergeBy replaces entities of one key and adds new ones behind them.
func mergeBy[T any](stored, incoming []*T, key func(*T) string) []*T {
	out := slices.Clone(stored)
	for _, in := range incoming {
		i := slices.IndexFunc(out, func(have *T) bool { return key(have) == key(in) })
		if i < 0 {
			out = append(out, in)
		} else {
			out[i] = in
		}
	}
	return out
}

// assignIDs gives every entity an id: that of the stored entity of its path or
// name, else a new one.
func (s *Server) assignIDs(def, stored *apigw.RestAPI) {
	if stored == nil {
		stored = &apigw.RestAPI{}
	}
	assign := func(id *string, have string) {
		switch {
		case have != "":
			*id = have
		case *id == "":
			*id = s.IDs.Short()
		}
	}
	for _, r := range def.Resources {
		have := ""
		if old := stored.Resource(r.Path); old != nil {
			have = old.ID
		}
		assign(&r.ID, have)
	}
	for _, m := range def.Models {
		have := ""
		if old := stored.Model(m.Name); old != nil {
			have = old.ID
		}
		assign(&m.ID, have)
	}
	for _, a := range def.Authorizers {
		have := ""
		if old := stored.Authorizer(a.Name); old != nil {
			have = old.ID
		}
		assign(&a.ID, have)
	}
	for _, p := range def.DocumentationParts {
		assign(&p.ID, "")
	}
	for _, v := range def.RequestValidators {
		have := ""
		if old := stored.RequestValidator(v.Name); old != nil {
			have = old.ID
		}
		assign(&v.ID, have)
	}
}
