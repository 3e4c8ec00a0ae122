package gen

// A Security is what a caller must show: an [APIKey], an authorizer
// ([CognitoUserPool], [LambdaAuthorizer], [JWT], [IAM]), both ([All]), or nothing
// ([Public]).
//
// API Gateway knows no alternatives ("a key or a token"), so the vocabulary has
// no word for them.
type Security interface{ security() }

// All demands every one of its members. A REST API takes at most one authorizer
// and an API key.
type All []Security

// APIKey demands an API key of a usage plan, sent in the x-api-key header.
// API keys meter callers; they do not authenticate them. REST APIs only.
type APIKey struct{}

// A CognitoUserPool demands a token of an Amazon Cognito user pool. Operations
// with [Scopes] take access tokens that hold one of the scopes; operations
// without take ID tokens. REST APIs only; an HTTP API has [JWT].
type CognitoUserPool struct {
	// Name is the name of the authorizer. Empty is the name of the Go variable
	// that holds the value.
	Name string
	// UserPools are the ARNs of the pools; [Param] lets environments differ.
	UserPools []string `ext:"providerARNs"`
	// Header is the request header with the token. Empty is Authorization.
	Header string
	// TTL is how many seconds a decision is kept, 0 to 3600. Without it the
	// service keeps it for 300.
	TTL int `ext:"authorizerResultTtlInSeconds" limits:"0,3600"`
	// Audience is a regular expression over the token's audience.
	Audience string `ext:"identityValidationExpression"`
}

// A LambdaAuthorizer lets a Lambda function decide. In a REST API it gets the
// token of a header (TOKEN) unless Identity lists sources, with which it gets the
// whole request (REQUEST); in an HTTP API it always gets the request.
type LambdaAuthorizer struct {
	// Name is the name of the authorizer. Empty is the name of the Go variable
	// that holds the value.
	Name string
	// Function is the name or the ARN of the function.
	Function string
	// Alias is the alias or version that is called.
	Alias string
	// Header is the request header with the token. Empty is Authorization.
	Header string
	// Identity lists what the decision depends on: method.request.header.X,
	// method.request.querystring.X, context.X, stageVariables.X; in an HTTP API
	// $request.header.X and so on.
	Identity []string
	// TTL is how many seconds a decision is kept, 0 to 3600. Without it a REST API
	// keeps it for 300 and an HTTP API not at all.
	TTL int `ext:"authorizerResultTtlInSeconds" limits:"0,3600"`
	// Pattern is a regular expression tokens must match before the function is
	// called. REST APIs only.
	Pattern string `ext:"identityValidationExpression" only:"rest"`
	// Credentials is the ARN of the role API Gateway takes to call the function.
	Credentials string `ext:"authorizerCredentials"`
	// Simple lets the function answer {"isAuthorized": true}. HTTP APIs only.
	Simple bool `ext:"enableSimpleResponses" only:"http"`
	// Payload is the format of the event of an HTTP API, "2.0" unless said
	// otherwise.
	Payload string `ext:"authorizerPayloadFormatVersion" only:"http"`
}

// A JWT authorizer demands a token of an OpenID Connect issuer. HTTP APIs only.
type JWT struct {
	// Name is the name of the authorizer. Empty is the name of the Go variable
	// that holds the value.
	Name string
	// Issuer is the URL of the issuer, e.g.
	// https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_pool.
	Issuer string
	// Audience lists the audiences or client ids that are taken.
	Audience []string
	// Identity is where the token is. Empty is $request.header.Authorization.
	Identity string
}

// IAM demands a request that is signed with AWS credentials.
type IAM struct{}

// Public demands nothing.
type Public struct{}

func (All) security()              {}
func (APIKey) security()           {}
func (CognitoUserPool) security()  {}
func (LambdaAuthorizer) security() {}
func (JWT) security()              {}
func (IAM) security()              {}
func (Public) security()           {}
