package gen

// An Integration is the backend that answers an operation: [Lambda], [AWS],
// [HTTPBackend], [HTTPProxy], [Mock], or, in an HTTP API, [AWSService] and [Shared].
//
// The tags of the fields name the member of the x-amazon-apigateway-integration
// extension each of them sets.
type Integration interface{ integration() }

// Lambda sends the whole request to a Lambda function and returns what it
// answers (the aws_proxy integration).
type Lambda struct {
	// Function is the name or the ARN of the function, or the whole URI API
	// Gateway invokes it at, arn:aws:apigateway:.... A [StageVariable] lets every
	// stage have its own. A [Param] stands for a name, or for an ARN when it is
	// called like the attribute of a CloudFormation resource: "Orders.Arn".
	Function string
	// Alias is the alias or version that is called. Empty calls $LATEST.
	Alias string
	// Timeout is how many milliseconds API Gateway waits, 50 to 29000, of an HTTP
	// API 30000. Zero is the longest.
	Timeout int
	// Credentials is the ARN of the role API Gateway takes. Empty relies on the
	// permissions of the function, which apigen import adds.
	Credentials string `ext:"credentials"`
	// Stream lets the function's answer through as it comes, up to 15 minutes
	// long. REST APIs only.
	Stream bool
	// Payload is the format of the event of an HTTP API: "2.0", which is the
	// default, or "1.0".
	Payload string
}

// AWS calls an action of an AWS service, with templates for what goes there and
// comes back (the aws integration). REST APIs only.
type AWS struct {
	// Service is the service and its action or path, e.g.
	// "dynamodb:action/PutItem" or "s3:path/{bucket}/{key}". A service that is
	// called at a subdomain has it in front, also as a [Param]:
	// "a1b2c3-ats.iotdata:path/topics/news". It may be a whole URI as well,
	// arn:aws:apigateway:..., or a [Param] of one.
	Service string
	// Method is the HTTP method of the call. Empty is POST.
	Method string `ext:"httpMethod"`
	// Credentials is the ARN of the role API Gateway takes.
	Credentials string `ext:"credentials"`
	Timeout     int    `ext:"timeoutInMillis" limits:"50,29000"`
	Mapping
}

// HTTPBackend calls an HTTP endpoint, with templates for what goes there and
// comes back (the http integration). REST APIs only.
type HTTPBackend struct {
	URI         string `ext:"uri"`
	Method      string `ext:"httpMethod"`
	Credentials string `ext:"credentials"`
	Timeout     int    `ext:"timeoutInMillis" limits:"50,29000"`
	Network
	Mapping
}

// HTTPProxy sends requests to an HTTP endpoint as they are, and its answers back
// (the http_proxy integration).
type HTTPProxy struct {
	URI string `ext:"uri"`
	// Method is the method of the call. ANY takes that of the request.
	Method      string `ext:"httpMethod"`
	Credentials string `ext:"credentials"`
	Timeout     int    `ext:"timeoutInMillis" limits:"50,30000"`
	// Parameters map parts of the request: integration.request.header.X to
	// method.request.header.Y in a REST API, overwrite:header.X to $request.header.Y
	// in an HTTP API.
	Parameters map[string]string `ext:"requestParameters"`
	// ResponseParameters map headers of the answer, by status. HTTP APIs only.
	ResponseParameters map[string]map[string]string `ext:"responseParameters" only:"http"`
	// CacheKeys are the parameters that tell cached answers apart. REST APIs only.
	CacheKeys      []string `ext:"cacheKeyParameters" only:"rest"`
	CacheNamespace string   `ext:"cacheNamespace" only:"rest"`
	// Stream lets the answer through as it comes. REST APIs only.
	Stream bool `only:"rest"`
	Network
}

// Mock answers without a backend. REST APIs only.
type Mock struct {
	Mapping
}

// An AWSService integration calls an action of an AWS service from an HTTP API,
// e.g. SQS-SendMessage.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
type AWSService struct {
	// Action is the integration subtype, e.g. EventBridge-PutEvents.
	Action string `ext:"integrationSubtype"`
	// Credentials is the ARN of the role API Gateway takes; it is required.
	Credentials string `ext:"credentials"`
	// Parameters are those of the action: QueueUrl, MessageBody.
	Parameters map[string]string `ext:"requestParameters"`
	Timeout    int               `ext:"timeoutInMillis" limits:"50,30000"`
	// ResponseParameters map headers of the answer, by status.
	ResponseParameters map[string]map[string]string `ext:"responseParameters"`
}

// Shared is an integration of the [HTTP] gateway's Integrations, by its name.
type Shared string

// Mapping is how a request becomes the backend's and its answer the caller's.
type Mapping struct {
	// RequestParameters map integration.request.header.X to method.request.header.Y,
	// to context.X, stageVariables.X or 'a constant'.
	RequestParameters map[string]string `ext:"requestParameters"`
	// RequestTemplates are Velocity templates by media type. [File] reads one
	// from a file.
	RequestTemplates map[string]string `ext:"requestTemplates"`
	// Passthrough is what happens to bodies no template is for.
	Passthrough     Passthrough     `ext:"passthroughBehavior"`
	ContentHandling ContentHandling `ext:"contentHandling"`
	// Responses map the backend's answers, by a regular expression over its
	// status, or over the error of a function; "default" takes the rest.
	Responses      map[string]IntegrationResponse `ext:"responses"`
	CacheKeys      []string                       `ext:"cacheKeyParameters"`
	CacheNamespace string                         `ext:"cacheNamespace"`
}

// An IntegrationResponse maps answers of the backend to a status.
type IntegrationResponse struct {
	Status int `ext:"statusCode" text:"true" limits:"100,599"`
	// Parameters map method.response.header.X to integration.response.header.Y.
	Parameters      map[string]string `ext:"responseParameters"`
	Templates       map[string]string `ext:"responseTemplates"`
	ContentHandling ContentHandling   `ext:"contentHandling"`
}

// Network is how API Gateway reaches an HTTP endpoint.
type Network struct {
	// VPCLink is the id of a VPC link, or a [Param] or [StageVariable] of it.
	// Empty goes through the internet.
	VPCLink string `ext:"connectionId"`
	// Target is the ARN of the listener of a load balancer that a VPC link of
	// version 2 leads to. REST APIs only.
	Target string `ext:"integrationTarget" only:"rest"`
	TLS    TLS    `ext:"tlsConfig"`
}

// TLS is how the certificate of an HTTP endpoint is checked.
type TLS struct {
	// InsecureSkipVerification takes certificates of private authorities. REST
	// APIs only.
	InsecureSkipVerification bool `ext:"insecureSkipVerification" only:"rest"`
	// ServerName is the name the certificate must have. HTTP APIs only.
	ServerName string `ext:"serverNameToVerify" only:"http"`
}

// Passthrough is what happens to the body of a request whose media type has no
// template.
type Passthrough string

const (
	// PassWhenNoMatch passes it on as it is; it is the default.
	PassWhenNoMatch Passthrough = "when_no_match"
	// PassWhenNoTemplates passes it on when there are no templates at all.
	PassWhenNoTemplates Passthrough = "when_no_templates"
	// PassNever answers 415.
	PassNever Passthrough = "never"
)

// ContentHandling converts bodies between base64 text and bytes.
type ContentHandling string

const (
	// ToText makes base64 text of bytes.
	ToText ContentHandling = "CONVERT_TO_TEXT"
	// ToBinary makes bytes of base64 text.
	ToBinary ContentHandling = "CONVERT_TO_BINARY"
)

// File stands for the content of a file beside the Go source, such as a mapping
// template: gen.File("templates/put.vtl").
func File(name string) string { return name }

func (Lambda) integration()      {}
func (AWS) integration()         {}
func (HTTPBackend) integration() {}
func (HTTPProxy) integration()   {}
func (Mock) integration()        {}
func (AWSService) integration()  {}
func (Shared) integration()      {}
