package control

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

// ExportOptions say what an export holds.
type ExportOptions struct {
	Type       string // oas30 or swagger
	JSON       bool   // in place of YAML
	Plain      bool   // without the extensions of API Gateway
	Definition bool   // the working definition as JSON, and none of the above
}

// Export gives the document of what the stage serves, as the service writes it,
// or the working definition.
func (c *Control) Export(ctx context.Context, cfg Config, o ExportOptions) ([]byte, error) {
	prep := &preparation{plane: c.planeOf(cfg.Document)}
	tree, err := withParameters(cfg)
	if err != nil {
		return nil, err
	}
	if prep.account, err = c.whoami(ctx, cfg.Account); err != nil {
		return nil, err
	}
	if err := prep.document(c.expand(tree, prep.account)); err != nil {
		return nil, err
	}
	id := cfg.ID
	if id == "" {
		if id, err = prep.plane.find(ctx, prep.name()); err != nil {
			return nil, err
		}
	}
	if !o.Definition {
		return prep.plane.export(ctx, id, cfg, o)
	}
	live, _, err := prep.plane.read(ctx, id)
	if err != nil {
		return nil, err
	}
	data, err := json.MarshalIndent(live, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the live definition: %w", err)
	}
	return append(data, '\n'), nil
}

func (p restPlane) export(ctx context.Context, id string, cfg Config, o ExportOptions) ([]byte, error) {
	in := &apigateway.GetExportInput{RestApiId: &id, StageName: &cfg.Stage, ExportType: &o.Type, Accepts: aws.String("application/yaml")}
	if o.JSON {
		in.Accepts = aws.String("application/json")
	}
	if !o.Plain {
		in.Parameters = map[string]string{"extensions": "apigateway"}
	}
	out, err := p.Gateway.GetExport(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("export stage %s of REST API %s: %w", cfg.Stage, id, err)
	}
	return out.Body, nil
}
