package apigw

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// An Access is what a role that API Gateway assumes must be allowed: actions of a
// service on resources.
type Access struct {
	Role    string // credentials of integrations and authorizers, as they are written
	Actions []string
	// Resource is an ARN in which ${AWS::Region} and the like, parameters and
	// ${stageVariables.x} may stand. It is empty when the document does not tell
	// which resource it is: a template may take the name from the request.
	Resource string
}

// Accesses lists what the roles of the API's integrations and authorizers must be
// allowed and nothing beyond, in the API's order; actions on one resource stand
// together.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
func (a *RestAPI) Accesses() []Access {
	var all accesses
	for m := range a.Methods() {
		if in := m.Integration; in != nil {
			all.use(in.Credentials, restCall(in))
		}
	}
	for _, auth := range a.Authorizers {
		all.use(auth.Credentials, functionCall(auth.URI))
	}
	return all
}

// Accesses lists what roles must be allowed, as [RestAPI.Accesses] does.
func (a *HTTPAPI) Accesses() []Access {
	var all accesses
	for _, in := range a.Integrations {
		if in.Subtype == "" {
			all.use(in.Credentials, functionCall(in.URI))
		} else {
			all.use(in.Credentials, subtypeCall(in))
		}
	}
	for _, auth := range a.Authorizers {
		all.use(auth.Credentials, functionCall(auth.URI))
	}
	return all
}

// callerIdentity is a credentials value that takes no role: the caller's own.
const callerIdentity = "arn:aws:iam::*:user/*"

type accesses []Access

// use adds what one call needs to what its role needs.
func (all *accesses) use(role string, needs Access) {
	if role == "" || role == callerIdentity {
		return
	}
	needs.Role = role
	i := slices.IndexFunc(*all, func(a Access) bool { return a.Role == role && a.Resource == needs.Resource })
	if i < 0 {
		*all = append(*all, needs)
		return
	}
	for _, action := range needs.Actions {
		if !slices.Contains((*all)[i].Actions, action) {
			(*all)[i].Actions = append((*all)[i].Actions, action)
		}
	}
}

func functionCall(uri string) Access {
	a := Access{Actions: []string{"lambda:InvokeFunction"}}
	if f, ok := ParseFunction(uri); ok {
		a.Resource = f.ARN()
	}
	return a
}

// restCall reads the URI of an integration,
// arn:aws:apigateway:REGION:SUBDOMAIN.SERVICE:action/NAME or :path/PATH.
func restCall(in *Integration) Access {
	parts := splitARN(in.URI, 6)
	if len(parts) < 6 || parts[2] != "apigateway" {
		return Access{}
	}
	service := parts[4][strings.LastIndexByte(parts[4], '.')+1:]
	if service == "lambda" {
		return functionCall(in.URI)
	}
	c := serviceCall{region: parts[3], service: service, method: in.HTTPMethod}
	c.action, _ = strings.CutPrefix(parts[5], "action/")
	if path, ok := strings.CutPrefix(parts[5], "path/"); ok {
		c.action, c.path = "", strings.Trim(path, "/")
	}
	c.value = func(name string) string {
		for _, contentType := range slices.Sorted(maps.Keys(in.RequestTemplates)) {
			if v := templateMember(in.RequestTemplates[contentType], name); v != "" {
				return v
			}
		}
		return constant(in.RequestParameters["integration.request.querystring."+name])
	}
	return c.access()
}

// subtypeCall reads the subtype of an integration, SQS-SendMessage, and its
// parameters.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
func subtypeCall(in *HTTPIntegration) Access {
	service, action, _ := strings.Cut(in.Subtype, "-")
	c := serviceCall{region: "${AWS::Region}", service: strings.ToLower(service), action: action}
	switch service {
	case "EventBridge":
		c.service = "events"
	case "StepFunctions":
		c.service = "states"
	}
	c.value = func(name string) string {
		for _, n := range []string{name, strings.ToUpper(name[:1]) + name[1:]} {
			if v := in.RequestParameters[n]; v != "" && (v[0] != '$' || strings.HasPrefix(v, "${") || strings.HasPrefix(v, "$stageVariables.")) {
				return plainVariable(v)
			}
		}
		return ""
	}
	return c.access()
}

// A serviceCall is one call of an AWS service.
type serviceCall struct {
	region, service string
	action          string // of action/NAME
	path            string // of path/PATH
	method          string
	value           func(name string) string // of a member of the request; empty when unknown
}

func (c serviceCall) access() Access {
	switch c.service {
	case "s3":
		return c.object()
	case "sqs":
		return c.queue()
	case "iotdata":
		topic, _ := strings.CutPrefix(c.path, "topics/")
		return Access{Actions: []string{"iot:Publish"}, Resource: c.arn("iot", "topic/", fill(topic))}
	case "sagemaker":
		name, _, _ := strings.Cut(strings.TrimPrefix(c.path, "endpoints/"), "/")
		return Access{Actions: []string{"sagemaker:InvokeEndpoint"}, Resource: c.arn("sagemaker", "endpoint/", fill(name))}
	}
	if c.action == "" {
		c.action = c.value("Action")
	}
	a := Access{Resource: c.resource()}
	if c.action != "" {
		a.Actions = []string{c.service + ":" + c.action}
	}
	return a
}

// resource is that of services whose actions are named in the URI.
func (c serviceCall) resource() string {
	switch c.service {
	case "dynamodb":
		table := c.value("TableName")
		if index := c.value("IndexName"); index != "" && table != "" {
			table += "/index/" + index
		}
		return c.arn(c.service, "table/", table)
	case "kinesis":
		return c.arn(c.service, "stream/", c.value("StreamName"))
	case "firehose":
		return c.arn(c.service, "deliverystream/", c.value("DeliveryStreamName"))
	case "events":
		bus := c.value("EventBusName")
		switch {
		case bus == "":
			bus = "default"
		case strings.HasPrefix(bus, "arn:"):
			return bus
		}
		return c.arn(c.service, "event-bus/", bus)
	case "states":
		if c.action == "StartExecution" || c.action == "StartSyncExecution" {
			return c.value("stateMachineArn")
		}
	case "sns":
		return c.value("TopicArn")
	}
	return ""
}

// queue reads sqs:path/ACCOUNT/NAME, and the URL of a queue,
// https://sqs.REGION.amazonaws.com/ACCOUNT/NAME.
func (c serviceCall) queue() Access {
	action := c.action
	if action == "" {
		action = c.value("Action")
	}
	if action == "" {
		action = "SendMessage"
	}
	a := Access{Actions: []string{"sqs:" + action}}
	path := c.path
	if path == "" {
		if _, rest, ok := strings.Cut(c.value("QueueUrl"), "://"); ok {
			_, path, _ = strings.Cut(rest, "/")
		}
	}
	account, name, ok := strings.Cut(path, "/")
	if ok && !strings.ContainsAny(account+name, "/") && fill(account+name) == account+name {
		a.Resource = "arn:${AWS::Partition}:sqs:" + c.region + ":" + account + ":" + name
	}
	return a
}

// object reads s3:path/BUCKET/KEY.
func (c serviceCall) object() Access {
	bucket, key, _ := strings.Cut(c.path, "/")
	a := Access{Actions: []string{map[string]string{"PUT": "s3:PutObject", "POST": "s3:PutObject", "DELETE": "s3:DeleteObject"}[c.method]}}
	switch {
	case a.Actions[0] != "":
	case bucket == "":
		return Access{Actions: []string{"s3:ListAllMyBuckets"}, Resource: "*"}
	case key == "":
		a.Actions[0] = "s3:ListBucket"
	default:
		a.Actions[0] = "s3:GetObject"
	}
	if fill(bucket) != bucket {
		return a
	}
	a.Resource = "arn:${AWS::Partition}:s3:::" + bucket
	if key != "" {
		a.Resource += "/" + fill(key)
	}
	return a
}

// arn is empty when the name is.
func (c serviceCall) arn(service, kind, name string) string {
	if name == "" {
		return ""
	}
	return "arn:${AWS::Partition}:" + service + ":" + c.region + ":${AWS::AccountId}:" + kind + name
}

var uriParameter = regexp.MustCompile(`(^|[^$])\{[^/}]*\}`)

// fill writes * for the parts of a path that a request fills in.
func fill(path string) string { return uriParameter.ReplaceAllString(path, "${1}*") }

// templateMember finds a member of the JSON, or a field of the form, that a
// template writes. What the request decides is not known.
func templateMember(template, name string) string {
	for _, form := range []string{`"` + name + `"\s*:\s*"([^"]*)"`, `(?:^|[&\s])` + name + `=([^&\s]*)`} {
		if m := regexp.MustCompile(form).FindStringSubmatch(template); m != nil {
			return plainVariable(m[1])
		}
	}
	return ""
}

var anyPlaceholder = regexp.MustCompile(`\$\{[A-Za-z0-9_.:-]+\}`)

var velocityVariable = regexp.MustCompile(`\$!?(?:stageVariables\.(\w+)|\{stageVariables\.(\w+)\}|stageVariables\.get\('(\w+)'\))`)

// plainVariable writes stage variables as URIs do, ${stageVariables.x}. A text
// with other references of Velocity is none that is known.
func plainVariable(text string) string {
	text = velocityVariable.ReplaceAllString(text, "$${stageVariables.$1$2$3}")
	if strings.Contains(anyPlaceholder.ReplaceAllString(text, ""), "$") {
		return ""
	}
	return text
}

// constant is the text of a mapping that is one: 'SendMessage'.
func constant(mapping string) string {
	if quoted.MatchString(mapping) {
		return strings.Trim(mapping, "'")
	}
	return ""
}
