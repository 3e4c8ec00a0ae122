// Package api is the contract of a robot that signed-in people drive from
// anywhere. No function is involved: API Gateway publishes the commands itself, as
// messages of AWS IoT, to the topic the robot listens to.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// An Action is a way to move.
type Action string

// The robot knows these alone. What is none of them ends at the gateway.
const (
	Forward   Action = "forward"
	Backwards Action = "backwards"
	Left      Action = "left"
	Right     Action = "right"
)

// A Command is what the robot is told.
type Command struct {
	_      struct{} `additionalProperties:"false"`
	Action Action   `json:"action"`
}

// PublishResponse says that a command is on its way: AWS IoT has it, and delivers it
// at least once to a robot that listens.
type PublishResponse struct {
	Body Published `status:"202"`
}

// Published says where a command went.
type Published struct {
	Topic string `json:"topic" example:"rover/action"`
}

// Robot is what drivers may do.
type Robot interface {
	// Publish sends the robot a command.
	Publish(context.Context, *Command) (*PublishResponse, error)
}

// ErrNotPublished is a command that AWS IoT did not take.
var ErrNotPublished = problem.Problem{Type: "not-published", Status: 502, Title: "The command did not reach the robot"}

var drivers = gen.CognitoUserPool{UserPools: []string{gen.Param("UserPoolArn")}}

// Things is the account's own part of the address of AWS IoT: the label before .iot
// in what aws iot describe-endpoint --endpoint-type iot:Data-ATS prints.
//
// See https://docs.aws.amazon.com/iot/latest/developerguide/http.html
var things = gen.Param("Things") + ".iotdata:path/topics/" + gen.StageVariable("robot") + "/action"

var _ = gen.API{
	Title:    "Robot",
	Version:  "1.0.0",
	Service:  (*Robot)(nil),
	Gateway:  gen.REST{Validate: gen.ValidateBody},
	Defaults: gen.Defaults{Security: drivers},
	Operations: []gen.Operation{
		gen.POST("/publish", Robot.Publish, gen.Scopes("robot/drive"), gen.Errors(ErrNotPublished), gen.Integrate(gen.AWS{
			Service: things, Credentials: gen.Param("PublishRole"),
			Mapping: gen.Mapping{
				RequestParameters: map[string]string{"integration.request.querystring.qos": "'1'"},
				RequestTemplates:  map[string]string{"application/json": gen.File("templates/message.vtl")},
				Passthrough:       gen.PassNever,
				Responses: map[string]gen.IntegrationResponse{
					"200": {Status: 202, Templates: map[string]string{"application/json": `{"topic": "$stageVariables.robot/action"}`}},
					"default": {Status: 502, Parameters: map[string]string{"method.response.header.Content-Type": "'application/problem+json'"}, Templates: map[string]string{
						"application/json": `{"type": "not-published", "status": 502, "title": "The command did not reach the robot"}`,
					}},
				},
			},
		})),
	},
}
