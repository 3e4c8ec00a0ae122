package httpcontrol

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/gateway/internal/httpapi"
	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// An imported document is what an import makes of a body.
type imported struct {
	api      *apigw.HTTPAPI
	info     []string
	warnings []string
}

// readDocument reads the body of an import. Authorizers whose issuer does not
// answer are left out with a warning, and with them the protection of their
// routes: the service does so, too.
func (s *Server) readDocument(r *restjson.Request) (*imported, error) {
	var in struct {
		Body string `json:"body"`
	}
	if err := r.Decode(&in); err != nil {
		return nil, err
	}
	doc, err := openapi.Parse("", []byte(in.Body))
	if err != nil {
		return nil, restjson.BadRequest("%s", apigw.InvalidHTTPInput)
	}
	mode := apigw.BasePathMode(r.Query().Get("basepath"))
	if !slices.Contains([]apigw.BasePathMode{"", apigw.BasePathIgnore, apigw.BasePathPrepend, apigw.BasePathSplit}, mode) {
		return nil, restjson.BadRequest("Invalid basepath mode: %s", mode)
	}
	strict, _ := strconv.ParseBool(r.Query().Get("failOnWarnings"))
	doc = apigw.ExpandAWS(doc, apigw.Environment{Region: s.Region, AccountID: s.AccountID})
	def, found := apigw.ReadHTTP(doc, apigw.ReadOptions{BasePath: mode})
	if !found.HasErrors() {
		found = append(found, s.dropUnreachable(r, def)...)
		for _, f := range httpapi.Check(def) {
			found = append(found, diag.Diagnostic{
				Severity: diag.Error, Rule: "not-importable", Pointer: f.Pointer,
				Message: fmt.Sprintf("%s (%s)", f.Message, f.Pointer),
			})
		}
	}
	if text, ok := failure(found, strict); !ok {
		return nil, restjson.BadRequest("%s", text)
	}
	im := &imported{api: def}
	for _, d := range found {
		switch d.Severity {
		case diag.Warning:
			im.warnings = append(im.warnings, d.Message)
		case diag.Info:
			im.info = append(im.info, d.Message)
		}
	}
	return im, nil
}

// failure gives the text of a refused import. What cannot be read at all has a
// text without a frame.
func failure(found diag.List, strict bool) (string, bool) {
	for _, d := range found {
		if d.Severity == diag.Error && d.Rule == "openapi-version" {
			return d.Message, false
		}
	}
	return apigw.ImportFailure(found, strict)
}

// dropUnreachable asks the issuer of every JWT authorizer for its keys, and
// takes those authorizers out whose issuer gives none. Their routes become
// public.
func (s *Server) dropUnreachable(r *restjson.Request, def *apigw.HTTPAPI) diag.List {
	var found diag.List
	def.Authorizers = slices.DeleteFunc(def.Authorizers, func(a *apigw.HTTPAuthorizer) bool {
		if a.Type != "JWT" {
			return false
		}
		err := s.DataPlane.CheckIssuer(r.Context(), a.Issuer)
		if err == nil {
			return false
		}
		s.Log.Warn("JWT issuer does not answer; --issuer ISSUER=POOL has the local identity provider stand in for it", "authorizer", a.Name, "issuer", a.Issuer, "error", err)
		found = append(found, diag.Diagnostic{
			Pos: a.Pos, Pointer: a.Pointer, Severity: diag.Warning, Rule: "http-issuer",
			Message: fmt.Sprintf("Unable to create Authorizer '%s': Caught exception when connecting to %s for issuer %s. Please try again later. Error: %v",
				a.Name, httpapi.DiscoveryURL(a.Issuer), a.Issuer, err),
		})
		for _, route := range def.Routes {
			if route.Authorizer == a.ID {
				route.AuthorizationType, route.Authorizer, route.AuthorizationScopes = apigw.AuthorizationNone, "", nil
			}
		}
		return true
	})
	return found
}

func (s *Server) importAPI(r *restjson.Request) (restjson.Answer, error) {
	im, err := s.readDocument(r)
	if err != nil {
		return restjson.Answer{}, err
	}
	def := im.api
	if def.Name == "" {
		def.Name = "Imported on " + s.Now().UTC().Format("2006-01-02T15:04:05Z")
	}
	def.ID = s.IDs.API()
	s.assignIDs(def, nil)
	made := s.newAPI(def)
	made.ImportInfo, made.Warnings = im.info, im.warnings
	if err := s.Store.Update(func(d *state.Data) error { d.HTTPAPIs[def.ID] = made; return nil }); err != nil {
		return restjson.Answer{}, err
	}
	s.Log.Info("import HTTP API", "api", def.ID, "name", def.Name, "warnings", len(im.warnings))
	return restjson.Created(s.view(made))
}

// reimportAPI puts the document's routes, integrations and authorizers in place
// of those there are; stages and deployments stay. Tags that the document does
// not name stay, too.
func (s *Server) reimportAPI(r *restjson.Request) (restjson.Answer, error) {
	im, err := s.readDocument(r)
	if err != nil {
		return restjson.Answer{}, err
	}
	var changed *state.HTTPAPI
	err = s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		def := im.api
		def.ID = a.Definition.ID
		if def.Name == "" {
			def.Name = a.Definition.Name
		}
		def.Models = a.Definition.Models
		if a.Definition.Tags != nil {
			def.Tags = mergedTags(a.Definition.Tags, def.Tags)
		}
		s.assignIDs(def, a.Definition)
		changed = d.EditHTTP(def.ID)
		changed.ImportInfo, changed.Warnings = im.info, im.warnings
		return s.put(changed, def)
	})
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Created(s.view(changed))
}

// assignIDs gives every entity of a document an id of the service, and puts it
// where the entity is referred to. Routes and authorizers keep the id that the
// stored one of the same key or name has.
func (s *Server) assignIDs(def, stored *apigw.HTTPAPI) {
	if stored == nil {
		stored = &apigw.HTTPAPI{}
	}
	integrations, authorizers := map[string]string{"": ""}, map[string]string{"": ""}
	for _, in := range def.Integrations {
		integrations[in.ID] = s.IDs.Short()
		in.ID = integrations[in.ID]
	}
	for _, a := range def.Authorizers {
		id := ""
		for _, have := range stored.Authorizers {
			if have.Name == a.Name {
				id = have.ID
			}
		}
		if id == "" {
			id = s.IDs.Short()
		}
		authorizers[a.ID] = id
		a.ID = id
	}
	for _, route := range def.Routes {
		if have := stored.Route(route.Key); have != nil {
			route.ID = have.ID
		} else {
			route.ID = s.IDs.Short()
		}
		route.Integration, route.Authorizer = integrations[route.Integration], authorizers[route.Authorizer]
	}
}
