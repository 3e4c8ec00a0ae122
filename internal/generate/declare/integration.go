package declare

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/openapi"
)

// integration is what answers an operation: a Lambda, or anything else as the
// extension says it.
type integration struct {
	lambda *contract.Lambda
	node   *openapi.Node
}

// integration reads a gen.Integration. After a finding it gives something all
// the same, so that nothing follows from its absence.
func (r *reader) integration(v load.Value) integration {
	resolved, err := r.pkg.Resolve(v)
	if !r.check(err) {
		return integration{node: openapi.Obj()}
	}
	if resolved.Is(load.GenPath, "Lambda") {
		return integration{lambda: r.lambda(resolved)}
	}
	rest := r.c.HTTP == nil
	for _, kind := range []struct {
		name       string
		rest, http bool
		read       func(load.Value, *openapi.Node)
	}{
		{"AWS", true, false, r.awsIntegration},
		{"HTTPBackend", true, false, r.httpIntegration("http")},
		{"HTTPProxy", true, true, r.httpIntegration("http_proxy")},
		{"Mock", true, false, func(_ load.Value, n *openapi.Node) { first(n, openapi.M("type", openapi.Str("mock"))) }},
		{"AWSService", false, true, r.serviceIntegration},
		{"Shared", false, true, r.sharedIntegration},
	} {
		if !resolved.Is(load.GenPath, kind.name) {
			continue
		}
		if rest && !kind.rest || !rest && !kind.http {
			r.errorf(r.at(v), "target", "use another integration", "gen.%s is no integration of %s", kind.name, r.kind())
		}
		n := r.node(resolved)
		if n == nil {
			return integration{node: openapi.Obj()}
		}
		if n.Kind == openapi.Object {
			kind.read(resolved, n)
		} else {
			n = openapi.Obj(openapi.M("$ref", openapi.Str("#/components/x-amazon-apigateway-integrations/"+n.Text)))
		}
		return integration{node: n}
	}
	r.errorf(r.at(v), "integration", `write gen.Lambda{Function: "name"} or another integration of package gen`, "%s is no integration", source(v))
	return integration{node: openapi.Obj()}
}

// first puts members in front of an object's.
func first(n *openapi.Node, members ...openapi.Member) {
	for _, m := range members {
		n.Delete(m.Key)
	}
	n.Members = append(members, n.Members...)
}

// serviceTarget is [SUBDOMAIN.]SERVICE:path/... or action/NAME. The subdomain may
// differ between environments.
var serviceTarget = regexp.MustCompile(`^(?:(?:[a-z0-9.-]|\$\{[\w.]+\})+\.)?[a-z0-9-]+:(?:path|action)/.*$`)

// awsIntegration completes the call of an AWS service (developer guide,
// x-amazon-apigateway-integration, uri).
func (r *reader) awsIntegration(v load.Value, n *openapi.Node) {
	fields, err := r.pkg.Struct(v)
	if !r.check(err) {
		return
	}
	service := r.optional(fields, "Service")
	uri := service
	if !strings.HasPrefix(service, "arn:") && placeholder.ReplaceAllString(service, "") != "" {
		if !serviceTarget.MatchString(service) {
			r.errorf(r.at(v), "integration", `write SERVICE:action/NAME or SERVICE:path/..., e.g. "dynamodb:action/PutItem"`, "%q names no action of a service", service)
		}
		uri = "arn:aws:apigateway:${AWS::Region}:" + service
	}
	method := n.Get("httpMethod").StringOr("POST")
	first(n, openapi.M("type", openapi.Str("aws")), openapi.M("httpMethod", openapi.Str(method)), openapi.M("uri", openapi.Str(uri)))
}

// httpIntegration completes the call of an HTTP endpoint.
func (r *reader) httpIntegration(kind string) func(load.Value, *openapi.Node) {
	return func(v load.Value, n *openapi.Node) {
		fields, err := r.pkg.Struct(v)
		if !r.check(err) {
			return
		}
		uri := n.Get("uri").StringOr("")
		private := r.c.HTTP != nil && strings.HasPrefix(uri, "arn:")
		if !private && !strings.HasPrefix(uri, "http://") && !strings.HasPrefix(uri, "https://") && !strings.HasPrefix(uri, "${") {
			r.errorf(r.at(v), "integration", "write an absolute URL beginning with https:// or http://", "%q is no HTTP endpoint", uri)
		}
		method := n.Get("httpMethod").StringOr("ANY")
		if !slices.Contains(append([]string{"ANY"}, methods...), method) {
			r.errorf(r.at(v), "integration", "write GET, POST, ... or ANY", "%q is no HTTP method", method)
		}
		first(n, openapi.M("type", openapi.Str(kind)), openapi.M("httpMethod", openapi.Str(method)), openapi.M("uri", openapi.Str(uri)))
		if link := n.Get("connectionId"); link != nil {
			n.Delete("connectionId")
			n.Set("connectionType", openapi.Str("VPC_LINK"))
			n.Set("connectionId", link)
		}
		if n.Get("integrationTarget") != nil && n.Get("connectionId") == nil {
			r.errorf(r.at(v), "integration", "add VPCLink", "Target has no VPC link that leads to it")
		}
		if stream, ok := fields["Stream"]; ok {
			if on, err := r.pkg.Bool(stream); r.check(err) && on {
				n.Set("responseTransferMode", openapi.Str("STREAM"))
			}
		}
		if r.c.HTTP != nil {
			n.Set("payloadFormatVersion", openapi.Str("1.0"))
		} else if t := n.Get("timeoutInMillis"); t != nil && kind == "http_proxy" && n.Get("responseTransferMode") == nil {
			// The tag of the field allows what HTTP APIs do.
			if ms, err := strconv.Atoi(t.Text); err == nil && ms <= 30000 {
				r.checkLimits(fields["Timeout"], "Timeout", t, "50,29000")
			}
		}
	}
}

// serviceParameters are those without which an HTTP API takes no integration of
// the subtype (developer guide, "AWS service integrations reference").
var serviceParameters = map[string][]string{
	"EventBridge-PutEvents":            {"Detail", "DetailType", "Source"},
	"SQS-SendMessage":                  {"QueueUrl", "MessageBody"},
	"SQS-ReceiveMessage":               {"QueueUrl"},
	"SQS-DeleteMessage":                {"ReceiptHandle", "QueueUrl"},
	"SQS-PurgeQueue":                   {"QueueUrl"},
	"AppConfig-GetConfiguration":       {"Application", "Environment", "Configuration", "ClientId"},
	"Kinesis-PutRecord":                {"StreamName", "Data", "PartitionKey"},
	"StepFunctions-StartExecution":     {"StateMachineArn"},
	"StepFunctions-StartSyncExecution": {"StateMachineArn"},
	"StepFunctions-StopExecution":      {"ExecutionArn"},
}

func (r *reader) serviceIntegration(v load.Value, n *openapi.Node) {
	action := n.Get("integrationSubtype").StringOr("")
	want, known := serviceParameters[action]
	if !known {
		r.errorf(r.at(v), "integration", "known are EventBridge-PutEvents, SQS-SendMessage, StepFunctions-StartExecution and others of the guide",
			"%q is no integration subtype", action)
	}
	for _, name := range want {
		if n.At("requestParameters", name) == nil {
			r.errorf(r.at(v), "integration", "add it to Parameters", "%s has no parameter %s, which it needs", action, name)
		}
	}
	if n.Get("credentials").StringOr("") == "" {
		r.errorf(r.at(v), "integration", "add the ARN of a role: Credentials: gen.Param(\"Role\")", "%s has no credentials, which it needs", action)
	}
	first(n, openapi.M("type", openapi.Str("aws_proxy")))
	n.Set("payloadFormatVersion", openapi.Str("1.0"))
}

func (r *reader) sharedIntegration(load.Value, *openapi.Node) {}

// checkShared refuses names of shared integrations that are not there.
func (r *reader) checkShared(op *contract.Operation, v load.Value) {
	if op.Integration == nil {
		return
	}
	name, ok := strings.CutPrefix(op.Integration.Get("$ref").StringOr(""), "#/components/x-amazon-apigateway-integrations/")
	if ok && (r.c.HTTP == nil || r.c.HTTP.Integrations.Get(name) == nil) {
		r.errorf(r.at(v), "integration", "add it to the Integrations of gen.HTTP", "there is no shared integration %s", name)
	}
}
