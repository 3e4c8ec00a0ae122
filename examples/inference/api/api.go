// Package api is the contract of a gateway before a model: a picture in, JSON out.
// No function is involved: API Gateway asks the model's endpoint itself.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// ClassifyRequest is a picture.
type ClassifyRequest struct {
	Body []byte `contentType:"image/png"`
}

// A Classification is what the model sees.
type Classification struct {
	Label  string             `json:"label" example:"circle"`
	Scores map[string]float64 `json:"scores"` // of each label; together 1
}

// Classifier tells shapes apart.
type Classifier interface {
	// Classify tells which shape a picture shows.
	Classify(context.Context, *ClassifyRequest) (*Classification, error)
}

var (
	// ErrNoPicture is a body that the model cannot read.
	ErrNoPicture = problem.Problem{Type: "no-picture", Status: 400, Title: "The body is no picture the model can read"}
	// ErrTooLarge is a picture over the model's limit. Over 10 MB API Gateway says 413
	// in its own words, which nobody can change.
	ErrTooLarge = problem.Problem{Type: "too-large", Status: 413, Title: "The picture is larger than 6 MB"}
	// ErrModel is a model that fails.
	ErrModel = problem.Problem{Type: "model", Status: 502, Title: "The model ended with an error"}
	// ErrTooSlow is a model that takes longer than API Gateway waits.
	ErrTooSlow = problem.Problem{Type: "too-slow", Status: 504, Title: "The model took longer than 29 seconds"}
)

// What callers get in place of the answers of the model, or of API Gateway.
const (
	noPicture = `{"type": "no-picture", "status": 400, "title": "The body is no picture the model can read"}`
	tooLarge  = `{"type": "too-large", "status": 413, "title": "The picture is larger than 6 MB"}`
	broken    = `{"type": "model", "status": 502, "title": "The model ended with an error", "detail": "request $context.requestId"}`
	tooSlow   = `{"type": "too-slow", "status": 504, "title": "The model took longer than 29 seconds", "detail": "request $context.requestId"}`
)

var (
	wrong = map[string]string{"method.response.header.Content-Type": "'application/problem+json'"}
	// Gateway responses set headers by names of their own.
	refused = map[string]string{"gatewayresponse.header.Content-Type": "'application/problem+json'"}
)

var _ = gen.API{
	Title:   "Shapes",
	Version: "1.0.0",
	Service: (*Classifier)(nil),
	Gateway: gen.REST{Responses: map[gen.ResponseType]gen.GatewayResponse{
		gen.IntegrationTimeout: {Status: 504, Parameters: refused, Templates: map[string]string{"application/json": tooSlow}},
		gen.IntegrationFailure: {Status: 502, Parameters: refused, Templates: map[string]string{"application/json": broken}},
	}},
	Defaults: gen.Defaults{Security: gen.APIKey{}, Errors: []error{ErrNoPicture, ErrTooLarge, ErrModel, ErrTooSlow}},
	Operations: []gen.Operation{
		// InvokeEndpoint of the SageMaker runtime, see
		// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
		gen.POST("/classify", Classifier.Classify, gen.Integrate(gen.AWS{
			Service: "runtime.sagemaker:path/endpoints/" + gen.StageVariable("endpoint") + "/invocations", Credentials: gen.Param("InvokeRole"),
			Timeout: 29000, // API Gateway waits no longer
			Mapping: gen.Mapping{
				RequestParameters: map[string]string{
					"integration.request.header.Content-Type":                  "'image/png'",
					"integration.request.header.Accept":                        "'application/json'",
					"integration.request.header.X-Amzn-SageMaker-Inference-Id": "context.requestId",
				},
				Responses: map[string]gen.IntegrationResponse{
					"200":     {Status: 200},
					"400":     {Status: 400, Parameters: wrong, Templates: map[string]string{"application/json": noPicture}},
					"413":     {Status: 413, Parameters: wrong, Templates: map[string]string{"application/json": tooLarge}},
					"default": {Status: 502, Parameters: wrong, Templates: map[string]string{"application/json": broken}},
				},
			},
		})),
	},
}
