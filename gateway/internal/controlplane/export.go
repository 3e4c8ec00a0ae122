package controlplane

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// exportTime is how exports write times.
const exportTime = "2006-01-02T15:04:05Z"

// getExport writes the deployment of a stage as a document.
func (s *Server) getExport(r *request) (answer, error) {
	kind := r.PathValue("type")
	if kind != "swagger" && kind != "oas30" {
		return answer{}, badRequest("Unsupported export type: %s. Must be one of: [swagger, oas30]", kind)
	}
	a, st, err := s.stage(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	def := a.Deployments[st.DeploymentID].Definition
	o := apigw.ExportOptions{
		Swagger: kind == "swagger", Stage: st.Name, Version: a.CreatedDate.UTC().Format(exportTime),
		Host:       def.ID + ".execute-api." + s.Region + ".amazonaws.com",
		Extensions: apigw.ReadExtensions(r.query().Get("extensions")),
	}
	documented(&o, a.DocumentationVersions[st.DocumentationVersion])
	root := apigw.Export(def, o)
	var text bytes.Buffer
	extension := "json"
	switch accept := r.Header.Get("Accept"); {
	case strings.Contains(accept, "yaml"):
		extension = "yaml"
		err = openapi.WriteYAML(&text, root)
	case accept == "" || strings.Contains(accept, "json") || strings.Contains(accept, "*"):
		err = openapi.WriteJSON(&text, root, "  ")
	default:
		return answer{}, badRequest("Unsupported media type: %s. Must be one of: [application/json, application/yaml]", accept)
	}
	if err != nil {
		return answer{}, err
	}
	file := kind + "_" + root.At("info", "version").StringOr("") + "." + extension
	return answer{status: http.StatusOK, body: text.Bytes(), header: http.Header{
		"Content-Type":        {"application/octet-stream"},
		"Content-Disposition": {`attachment; filename="` + strings.ReplaceAll(file, `"`, "") + `"`},
	}}, nil
}

// documented puts the documentation of a version into an export.
func documented(o *apigw.ExportOptions, v *state.DocumentationVersion) {
	if v == nil {
		return
	}
	o.Documentation = append([]*apigw.DocumentationPart{}, v.Parts...)
	o.DocumentationVersion = v.Version
	o.DocumentationDate = v.CreatedDate.UTC().Truncate(time.Second).Format(exportTime)
}
