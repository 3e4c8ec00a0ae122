package httpcontrol

import (
	"bytes"
	"net/http"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/restjson"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// exportAPI writes an API as a document: what a stage serves, or without a stage
// the working definition.
func (s *Server) exportAPI(r *restjson.Request) (restjson.Answer, error) {
	a, err := s.api(s.Store.Load(), r)
	if err != nil {
		return restjson.Answer{}, err
	}
	query := r.Query()
	if kind := r.PathValue("specification"); kind != "OAS30" {
		return restjson.Answer{}, restjson.BadRequest("Invalid specification: %s. Must be one of [OAS30]", kind)
	}
	if v := query.Get("exportVersion"); v != "" && v != "1.0" {
		return restjson.Answer{}, restjson.BadRequest("Unsupported export version: %s. Must be one of [1.0]", v)
	}
	def, stage := a.Definition, query.Get("stageName")
	if stage != "" {
		st := a.Stages[stage]
		if st == nil || a.Deployments[st.DeploymentID] == nil {
			return restjson.Answer{}, restjson.NotFound("Invalid stage identifier specified")
		}
		def = a.Deployments[st.DeploymentID].Definition
	}
	o := apigw.HTTPExportOptions{
		Extensions: query.Get("includeExtensions") != "false", Endpoint: s.Endpoint(def.ID),
		Version: a.CreatedDate.UTC().Format(time.RFC3339),
	}
	if stage != defaultStage {
		o.Stage = stage
	}
	root := apigw.ExportHTTP(def, o)
	var out bytes.Buffer
	contentType := "application/json"
	switch kind := query.Get("outputType"); kind {
	case "JSON":
		err = openapi.WriteJSON(&out, root, "  ")
	case "YAML":
		contentType = "application/yaml"
		err = openapi.WriteYAML(&out, root)
	default:
		return restjson.Answer{}, restjson.BadRequest("Invalid output type: %s. Must be one of [YAML, JSON]", kind)
	}
	if err != nil {
		return restjson.Answer{}, err
	}
	return restjson.Answer{Status: http.StatusOK, Body: out.Bytes(), Header: http.Header{"Content-Type": {contentType}}}, nil
}
