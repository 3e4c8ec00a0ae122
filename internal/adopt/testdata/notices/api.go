// Package api is the contract of Notices.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Notices is what the handlers answer.
type Notices interface {
	// PutUpNotice answers POST /notices.
	PutUpNotice(context.Context, *PutUpNoticeRequest) (*PutUpNoticeResponse, error)
	// ReadNotice answers GET /notices/{id}.
	ReadNotice(context.Context, *ReadNoticeRequest) (*Notice, error)
}

var readers = gen.JWT{Issuer: "https://login.example.com", Audience: []string{"board", "lobby"}}

var gate = gen.LambdaAuthorizer{
	Function: "arn:aws:lambda:eu-west-1:123456789012:function:gate",
	Identity: []string{"$request.header.X-Badge"},
	TTL:      60,
	Simple:   true,
}

var _ = gen.API{
	Title:   "Notices",
	Version: "2024-05-01 10:00:00UTC",
	Service: (*Notices)(nil),
	Gateway: gen.HTTP{
		CORS: gen.CORS{
			Origins:     []string{"https://www.example.com", "https://board.example.com"},
			Methods:     []string{"*"},
			Headers:     []string{"content-type", "authorization"},
			MaxAge:      600,
			Credentials: true,
		},
		Integrations: map[string]gen.Integration{"board": gen.Lambda{Function: "board"}},
		Tags:         map[string]string{"team": "board"},
	},
	Defaults: gen.Defaults{
		Integration: gen.Lambda{
			Function: "arn:aws:lambda:eu-west-1:123456789012:function:notices",
			Timeout:  3000,
			Payload:  "1.0",
		},
		Security: readers,
	},
	Operations: []gen.Operation{
		gen.GET("/notices", nil,
			gen.Scopes("notices/read", "profile"),
			gen.Integrate(gen.Shared("board")),
			gen.Override("/responses", map[string]any{"default": map[string]any{"description": "Default response for GET /notices"}})),
		gen.POST("/notices", Notices.PutUpNotice,
			gen.Integrate(gen.AWSService{
				Action:      "SQS-SendMessage",
				Credentials: gen.Param("QueueRole.Arn"),
				Parameters:  map[string]string{"QueueUrl": gen.Param("NoticeQueue"), "MessageBody": "$request.body"},
			})),
		gen.GET("/notices/{id}", Notices.ReadNotice, gen.Secure(gate)),
		gen.ANY("$default", nil,
			gen.Secure(gen.Public{}),
			gen.Integrate(gen.HTTPProxy{
				URI:                "https://www.example.com",
				Parameters:         map[string]string{"overwrite:header.x-from": "$context.requestId"},
				ResponseParameters: map[string]map[string]string{"200": {"append:header.x-by": "board"}},
			}),
			gen.Override("/responses", map[string]any{"default": map[string]any{"description": "Anything"}})),
	},
}
