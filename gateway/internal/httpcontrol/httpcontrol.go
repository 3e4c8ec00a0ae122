// Package httpcontrol serves the control plane of HTTP APIs: the calls the AWS
// SDKs make as apigatewayv2. WebSocket APIs are refused by name.
//
// Any signature is accepted. Errors have the service's codes and, where they are
// known, its texts. A change of an API is a new working definition; stages serve
// their deployments until somebody deploys, those with autoDeploy at once.
package httpcontrol

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/httpapi"
	"github.com/apigen-go/apigen/gateway/internal/ids"
	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
)

// Prefix begins the paths of all calls.
const Prefix = "/v2/"

// A Config says what a [Server] works with. Every field must be set.
type Config struct {
	Store     *state.Store
	DataPlane *httpapi.Server
	IDs       *ids.Source
	Now       func() time.Time
	Log       *slog.Logger
	AccountID string
	Region    string
	// Endpoint gives the address an API is reached at.
	Endpoint func(apiID string) string
}

// A Server answers control-plane calls.
type Server struct {
	Config
	mux *http.ServeMux
}

// New makes a server.
func New(c Config) *Server {
	s := &Server{Config: c, mux: http.NewServeMux()}
	for pattern, call := range s.calls() {
		verb, path, _ := strings.Cut(pattern, " ")
		s.mux.HandleFunc(verb+" "+strings.TrimSuffix(Prefix, "/")+path, func(w http.ResponseWriter, r *http.Request) {
			restjson.Serve(w, r, s.Log, call)
		})
	}
	return s
}

func (s *Server) calls() map[string]restjson.Call {
	return map[string]restjson.Call{
		"POST /apis":              s.createAPI,
		"PUT /apis":               s.importAPI,
		"GET /apis":               s.getAPIs,
		"GET /apis/{api}":         s.getAPI,
		"PUT /apis/{api}":         s.reimportAPI,
		"PATCH /apis/{api}":       s.updateAPI,
		"DELETE /apis/{api}":      s.deleteAPI,
		"DELETE /apis/{api}/cors": s.deleteCORS,
		"GET /apis/{api}/exports/{specification}":                          s.exportAPI,
		"POST /apis/{api}/deployments":                                     s.createDeployment,
		"GET /apis/{api}/deployments":                                      s.getDeployments,
		"GET /apis/{api}/deployments/{deployment}":                         s.getDeployment,
		"PATCH /apis/{api}/deployments/{deployment}":                       s.updateDeployment,
		"DELETE /apis/{api}/deployments/{deployment}":                      s.deleteDeployment,
		"POST /apis/{api}/stages":                                          s.createStage,
		"GET /apis/{api}/stages":                                           s.getStages,
		"GET /apis/{api}/stages/{stage}":                                   s.getStage,
		"PATCH /apis/{api}/stages/{stage}":                                 s.updateStage,
		"DELETE /apis/{api}/stages/{stage}":                                s.deleteStage,
		"DELETE /apis/{api}/stages/{stage}/accesslogsettings":              s.deleteAccessLog,
		"DELETE /apis/{api}/stages/{stage}/routesettings/{route}":          s.deleteRouteSettings,
		"DELETE /apis/{api}/stages/{stage}/cache/authorizers":              s.resetAuthorizers,
		"POST /apis/{api}/routes":                                          s.createRoute,
		"GET /apis/{api}/routes":                                           s.getRoutes,
		"GET /apis/{api}/routes/{route}":                                   s.getRoute,
		"PATCH /apis/{api}/routes/{route}":                                 s.updateRoute,
		"DELETE /apis/{api}/routes/{route}":                                s.deleteRoute,
		"POST /apis/{api}/integrations":                                    s.createIntegration,
		"GET /apis/{api}/integrations":                                     s.getIntegrations,
		"GET /apis/{api}/integrations/{integration}":                       s.getIntegration,
		"PATCH /apis/{api}/integrations/{integration}":                     s.updateIntegration,
		"DELETE /apis/{api}/integrations/{integration}":                    s.deleteIntegration,
		"GET /apis/{api}/integrations/{integration}/integrationresponses":  s.getIntegrationResponses,
		"POST /apis/{api}/integrations/{integration}/integrationresponses": ofWebSockets("Integration responses"),
		"POST /apis/{api}/routes/{route}/routeresponses":                   ofWebSockets("Route responses"),
		"DELETE /apis/{api}/routes/{route}/requestparameters/{parameter}":  ofWebSockets("Request parameters of routes"),
		"POST /apis/{api}/authorizers":                                     s.createAuthorizer,
		"GET /apis/{api}/authorizers":                                      s.getAuthorizers,
		"GET /apis/{api}/authorizers/{authorizer}":                         s.getAuthorizer,
		"PATCH /apis/{api}/authorizers/{authorizer}":                       s.updateAuthorizer,
		"DELETE /apis/{api}/authorizers/{authorizer}":                      s.deleteAuthorizer,
		"POST /apis/{api}/models":                                          s.createModel,
		"GET /apis/{api}/models":                                           s.getModels,
		"GET /apis/{api}/models/{model}":                                   s.getModel,
		"PATCH /apis/{api}/models/{model}":                                 s.updateModel,
		"DELETE /apis/{api}/models/{model}":                                s.deleteModel,
		"POST /vpclinks":                                                   s.createVPCLink,
		"GET /vpclinks":                                                    s.getVPCLinks,
		"GET /vpclinks/{link}":                                             s.getVPCLink,
		"PATCH /vpclinks/{link}":                                           s.updateVPCLink,
		"DELETE /vpclinks/{link}":                                          s.deleteVPCLink,
		"POST /domainnames":                                                s.createDomain,
		"GET /domainnames":                                                 s.getDomains,
		"GET /domainnames/{domain}":                                        s.getDomain,
		"PATCH /domainnames/{domain}":                                      s.updateDomain,
		"DELETE /domainnames/{domain}":                                     s.deleteDomain,
		"POST /domainnames/{domain}/apimappings":                           s.createMapping,
		"GET /domainnames/{domain}/apimappings":                            s.getMappings,
		"GET /domainnames/{domain}/apimappings/{mapping}":                  s.getMapping,
		"PATCH /domainnames/{domain}/apimappings/{mapping}":                s.updateMapping,
		"DELETE /domainnames/{domain}/apimappings/{mapping}":               s.deleteMapping,
		"GET /tags/{arn}":                                                  s.getTags,
		"POST /tags/{arn}":                                                 s.tagResource,
		"DELETE /tags/{arn}":                                               s.untagResource,
	}
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("x-amzn-RequestId", s.IDs.UUID())
	if _, pattern := s.mux.Handler(r); pattern == "" {
		restjson.WriteError(w, restjson.Unserved("%s %s", r.Method, r.URL.Path))
		return
	}
	s.mux.ServeHTTP(w, r)
}

// api gives the API a call is about.
func (s *Server) api(d *state.Data, r *restjson.Request) (*state.HTTPAPI, error) {
	id := r.PathValue("api")
	if a := d.HTTPAPIs[id]; a != nil {
		return a, nil
	}
	return nil, restjson.NotFound("Invalid API identifier specified %s:%s", s.AccountID, id)
}

// change edits the working definition of the API a call is about, and deploys it
// to the stages that deploy every change.
func (s *Server) change(r *restjson.Request, edit func(*apigw.HTTPAPI) error) (*state.HTTPAPI, error) {
	var changed *state.HTTPAPI
	err := s.Store.Update(func(d *state.Data) error {
		a, err := s.api(d, r)
		if err != nil {
			return err
		}
		def, err := state.CloneHTTP(a.Definition)
		if err != nil {
			return err
		}
		if err := edit(def); err != nil {
			return err
		}
		changed = d.EditHTTP(def.ID)
		return s.put(changed, def)
	})
	return changed, err
}

// put makes a definition the working one.
func (s *Server) put(a *state.HTTPAPI, def *apigw.HTTPAPI) error {
	if found := httpapi.Check(def); len(found) > 0 {
		return restjson.BadRequest("%s", found[0].Message)
	}
	a.Definition = def
	s.autoDeploy(a)
	return nil
}

// autoDeploy deploys the working definition to the stages that want every
// change. An API without routes cannot be deployed.
func (s *Server) autoDeploy(a *state.HTTPAPI) {
	var made *state.HTTPDeployment
	for name, st := range a.Stages {
		if !st.AutoDeploy || len(a.Definition.Routes) == 0 {
			continue
		}
		if made == nil {
			made = &state.HTTPDeployment{
				ID: s.IDs.Short(), AutoDeployed: true, CreatedDate: s.Now(), Definition: a.Definition,
				Description: "Automatic deployment triggered by changes to the Api configuration",
			}
			a.Deployments[made.ID] = made
		}
		next := *st
		next.DeploymentID, next.LastUpdatedDate = made.ID, s.Now()
		next.DeploymentMessage = "Successfully deployed stage with deployment ID '" + made.ID + "'"
		a.Stages[name] = &next
	}
	s.prune(a)
}

// keptDeployments is how many automatic deployments that no stage serves are
// kept, so that a laptop's state does not grow with every change.
const keptDeployments = 20

func (s *Server) prune(a *state.HTTPAPI) {
	served := map[string]bool{}
	for _, st := range a.Stages {
		served[st.DeploymentID] = true
	}
	idle := []*state.HTTPDeployment{}
	for _, d := range newestFirst(a.Deployments) {
		if d.AutoDeployed && !served[d.ID] {
			idle = append(idle, d)
		}
	}
	for _, d := range idle[min(len(idle), keptDeployments):] {
		delete(a.Deployments, d.ID)
	}
}
