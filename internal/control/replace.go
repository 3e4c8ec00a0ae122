package control

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"github.com/apigen-go/apigen/internal/openapi"
)

// A Replaced is an API that [Control.Replace] has deployed.
type Replaced struct {
	ID, Name  string
	InvokeURL string
	Warnings  []string
}

// Replace makes the REST API that has the name of the document's title what the
// document says, creates it when there is none, and deploys it. Warnings of the
// service do not stop it, nothing is backed up and no function is given a
// permission: it is for a gateway on the own machine, and for documents of others
// that are to run as they are. [Control.Import] is for everything else.
func (c *Control) Replace(ctx context.Context, doc *openapi.Document, stage string, variables map[string]string) (*Replaced, error) {
	name := doc.Root.At("info", "title").StringOr("")
	if name == "" {
		return nil, errors.New("the document has no title, so its API could not be found again")
	}
	body, err := doc.Root.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("write the document: %w", err)
	}
	r := &Replaced{Name: name}
	r.ID, err = c.Find(ctx, name)
	switch {
	case errors.Is(err, ErrNotFound):
		out, err := c.Gateway.ImportRestApi(ctx, &apigateway.ImportRestApiInput{Body: body}, once)
		if err != nil {
			return nil, fmt.Errorf("import REST API %s: %w", name, err)
		}
		r.ID, r.Warnings = aws.ToString(out.Id), out.Warnings
	case err != nil:
		return nil, err
	default:
		out, err := c.Gateway.PutRestApi(ctx, &apigateway.PutRestApiInput{RestApiId: &r.ID, Body: body, Mode: types.PutModeOverwrite})
		if err != nil {
			return nil, fmt.Errorf("put REST API %s: %w", name, err)
		}
		r.Warnings = out.Warnings
	}
	in := &apigateway.CreateDeploymentInput{RestApiId: &r.ID, StageName: &stage}
	if len(variables) > 0 {
		in.Variables = variables
	}
	if _, err := c.Gateway.CreateDeployment(ctx, in, once); err != nil {
		return nil, fmt.Errorf("deploy REST API %s to stage %s: %w", name, stage, err)
	}
	if err := c.settleVariables(ctx, r.ID, Config{Stage: stage, StageVariables: variables}); err != nil {
		return nil, err
	}
	r.InvokeURL = c.stageURL(r.ID, stage)
	return r, nil
}
