// Package api is the contract of an HTTP face for a command line tool that makes
// clusters of computers. What takes minutes is invoked asynchronously: the caller
// gets 202 at once and polls for the status.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// A Command is what is done to a cluster.
type Command string

// Status answers at once, the others go on after the answer.
const (
	Status Command = "status"
	Create Command = "create"
	Update Command = "update"
	Delete Command = "delete"
	Start  Command = "start"
	Stop   Command = "stop"
)

// RunRequest is a command with everything that belongs to it.
type RunRequest struct {
	Command     Command `query:"command"`
	ClusterName string  `query:"cluster_name" pattern:"^[a-z][a-z0-9-]{0,59}$"`
	// AdditionalParameters are options of the tool, as on its command line.
	AdditionalParameters string `header:"additional_parameters,omitempty"`
	ContentType          string `header:"Content-Type"`
	// Body is the configuration file that create and update want: as text/plain it
	// is in base64, as application/octet-stream it is the file itself.
	Body string `contentType:"text/plain,application/octet-stream"`
}

// RunResponse is what the tool said or, with status 202, that it is at work.
type RunResponse struct {
	Body string `contentType:"text/plain"`
}

// Clusters runs the tool.
type Clusters interface {
	// Run runs a command.
	Run(context.Context, *RunRequest) (*RunResponse, error)
}

var (
	// ErrRefused is a command the tool is not even started for.
	ErrRefused = problem.Problem{Type: "refused", Status: 400, Title: "The command is refused"}
	// ErrTool is a tool that ends with an error.
	ErrTool = problem.Problem{Type: "tool", Status: 502, Title: "The tool ended with an error"}
)

// function is invoked with an event of our own: aws instead of aws_proxy. The
// template decides whether the call waits.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
const function = "lambda:path/2015-03-31/functions/arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:cluster/invocations"

var (
	text  = map[string]string{"method.response.header.Content-Type": "'text/plain'"}
	wrong = map[string]string{"method.response.header.Content-Type": "'application/problem+json'"}
	event = gen.File("templates/event.vtl")
	// answer.vtl overrides the status, which the document could not know.
	begun = gen.Override("/responses/202/description", "The tool is at work")
	// Most commands want no configuration file.
	bodiless = gen.Override("/requestBody/required", false)
)

var _ = gen.API{
	Title:   "Clusters",
	Version: "1.0.0",
	Service: (*Clusters)(nil),
	Gateway: gen.REST{Validate: gen.ValidateParameters, BinaryMediaTypes: []string{"application/octet-stream"}},
	// Those who make clusters have AWS credentials: they sign their requests.
	Defaults: gen.Defaults{Security: gen.IAM{}},
	Operations: []gen.Operation{
		gen.POST("/pcluster", Clusters.Run, gen.Errors(ErrRefused, ErrTool), begun, bodiless, gen.Integrate(gen.AWS{
			Service: function,
			Mapping: gen.Mapping{
				RequestTemplates: map[string]string{
					"text/plain":               event,
					"application/octet-stream": event, // bytes, which ContentHandling makes base64 of
					"application/json":         event, // what a request without a body counts as
				},
				Passthrough:     gen.PassNever,
				ContentHandling: gen.ToText,
				// Patterns are held against the message of an error, which default has none of.
				Responses: map[string]gen.IntegrationResponse{
					"default":        {Status: 200, Parameters: text, Templates: map[string]string{"text/plain": gen.File("templates/answer.vtl")}},
					`\[400\](.|\n)*`: {Status: 400, Parameters: wrong, Templates: map[string]string{"application/json": gen.File("templates/refused.vtl")}},
					`[^\[](.|\n)*`:   {Status: 502, Parameters: wrong, Templates: map[string]string{"application/json": gen.File("templates/tool.vtl")}},
				},
			},
		})),
	},
}
