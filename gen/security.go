package gen

// A Security is what a caller must show: an [APIKey], a [CognitoUserPool], both
// ([All]), or nothing ([Public]).
//
// API Gateway knows no alternatives ("a key or a token"), so the vocabulary has
// no word for them.
type Security interface{ security() }

// All demands every one of its members. A REST API takes at most one authorizer
// and an API key.
type All []Security

// APIKey demands an API key of a usage plan, sent in the x-api-key header.
// API keys meter callers; they do not authenticate them.
type APIKey struct{}

// A CognitoUserPool demands a token of an Amazon Cognito user pool. Operations
// with [Scopes] take access tokens that hold one of the scopes; operations
// without take ID tokens.
type CognitoUserPool struct {
	// Name is the name of the authorizer. Empty is the name of the Go variable
	// that holds the value.
	Name string
	// UserPools are the ARNs of the pools; [Param] lets environments differ.
	UserPools []string
	// Header is the request header with the token. Empty is Authorization.
	Header string
}

// Public demands nothing.
type Public struct{}

func (All) security()             {}
func (APIKey) security()          {}
func (CognitoUserPool) security() {}
func (Public) security()          {}
