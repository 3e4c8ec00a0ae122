package httpapi

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/eventjson"
)

// An event2 is payload 2.0. What is empty is absent, not null, but for
// rawQueryString. The members are those of events captured from the service.
type event2 struct {
	Version               string            `json:"version"`
	Type                  string            `json:"type,omitempty"`           // of authorizers' events, as the next two
	RouteARN              string            `json:"routeArn,omitempty"`       //
	IdentitySource        []string          `json:"identitySource,omitempty"` //
	RouteKey              string            `json:"routeKey"`
	RawPath               string            `json:"rawPath"`
	RawQueryString        string            `json:"rawQueryString"`
	Cookies               []string          `json:"cookies,omitempty"`
	Headers               map[string]string `json:"headers"`
	QueryStringParameters map[string]string `json:"queryStringParameters,omitempty"`
	RequestContext        requestContext2   `json:"requestContext"`
	Body                  *string           `json:"body,omitempty"`
	PathParameters        map[string]string `json:"pathParameters,omitempty"`
	IsBase64Encoded       *bool             `json:"isBase64Encoded,omitempty"` // absent for authorizers
	StageVariables        map[string]string `json:"stageVariables,omitempty"`
}

type requestContext2 struct {
	AccountID    string         `json:"accountId"`
	APIID        string         `json:"apiId"`
	Authorizer   map[string]any `json:"authorizer,omitempty"`
	DomainName   string         `json:"domainName"`
	DomainPrefix string         `json:"domainPrefix"`
	HTTP         requestHTTP    `json:"http"`
	RequestID    string         `json:"requestId"`
	RouteKey     string         `json:"routeKey"`
	Stage        string         `json:"stage"`
	Time         string         `json:"time"`
	TimeEpoch    int64          `json:"timeEpoch"`
}

type requestHTTP struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

// event2 makes the payload for a function.
func (x *exchange) event2(out *outgoing) []byte {
	e := x.eventHead2(out)
	e.RequestContext.Authorizer = x.caller.event2()
	encoded := false
	if len(x.body) > 0 {
		var body string
		body, encoded = eventBody(x.body, out.header.Get("Content-Type"))
		e.Body = &body
	}
	e.IsBase64Encoded = &encoded
	return e.append(make([]byte, 0, 1536+2*len(x.body)))
}

// eventHead2 is what events for functions and for authorizers have in common.
func (x *exchange) eventHead2(out *outgoing) *event2 {
	e := &event2{
		Version: "2.0", RouteKey: x.route.definition.Key, RawPath: out.path, RawQueryString: out.query.raw,
		Headers: map[string]string{}, QueryStringParameters: out.query.joined(), PathParameters: x.pathParams,
		StageVariables: x.stage.Variables,
		RequestContext: requestContext2{
			AccountID: x.server.AccountID, APIID: x.target.APIID, DomainName: x.domainName, DomainPrefix: firstLabel(x.domainName),
			HTTP: requestHTTP{
				Method: x.r.Method, Path: out.path, Protocol: "HTTP/1.1", SourceIP: x.sourceIP, UserAgent: x.r.UserAgent(),
			},
			RequestID: x.requestID, RouteKey: x.route.definition.Key, Stage: x.stage.Name,
			Time: requestTime(x.start), TimeEpoch: x.start.UnixMilli(),
		},
	}
	for name, values := range out.header {
		if name == "Cookie" {
			continue // cookies take its place
		}
		e.Headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	e.Cookies = cookies(out.header)
	return e
}

// append writes the event as encoding/json does.
func (e *event2) append(b []byte) []byte {
	b = eventjson.AppendString(append(b, `{"version":`...), e.Version)
	b = appendGiven(b, `,"type":`, e.Type)
	b = appendGiven(b, `,"routeArn":`, e.RouteARN)
	if len(e.IdentitySource) > 0 {
		b = eventjson.AppendStrings(append(b, `,"identitySource":`...), e.IdentitySource)
	}
	b = eventjson.AppendString(append(b, `,"routeKey":`...), e.RouteKey)
	b = eventjson.AppendString(append(b, `,"rawPath":`...), e.RawPath)
	b = eventjson.AppendString(append(b, `,"rawQueryString":`...), e.RawQueryString)
	if len(e.Cookies) > 0 {
		b = eventjson.AppendStrings(append(b, `,"cookies":`...), e.Cookies)
	}
	b = eventjson.AppendValue(append(b, `,"headers":`...), e.Headers)
	if len(e.QueryStringParameters) > 0 {
		b = eventjson.AppendTexts(append(b, `,"queryStringParameters":`...), e.QueryStringParameters)
	}
	b = e.RequestContext.append(append(b, `,"requestContext":`...))
	if e.Body != nil {
		b = eventjson.AppendString(append(b, `,"body":`...), *e.Body)
	}
	if len(e.PathParameters) > 0 {
		b = eventjson.AppendTexts(append(b, `,"pathParameters":`...), e.PathParameters)
	}
	if e.IsBase64Encoded != nil {
		b = strconv.AppendBool(append(b, `,"isBase64Encoded":`...), *e.IsBase64Encoded)
	}
	if len(e.StageVariables) > 0 {
		b = eventjson.AppendTexts(append(b, `,"stageVariables":`...), e.StageVariables)
	}
	return append(b, '}')
}

func (c *requestContext2) append(b []byte) []byte {
	b = eventjson.AppendString(append(b, `{"accountId":`...), c.AccountID)
	b = eventjson.AppendString(append(b, `,"apiId":`...), c.APIID)
	if len(c.Authorizer) > 0 {
		b = eventjson.AppendValue(append(b, `,"authorizer":`...), c.Authorizer)
	}
	for _, m := range [...]struct{ key, value string }{
		{`,"domainName":`, c.DomainName}, {`,"domainPrefix":`, c.DomainPrefix},
		{`,"http":{"method":`, c.HTTP.Method}, {`,"path":`, c.HTTP.Path}, {`,"protocol":`, c.HTTP.Protocol},
		{`,"sourceIp":`, c.HTTP.SourceIP}, {`,"userAgent":`, c.HTTP.UserAgent},
		{`},"requestId":`, c.RequestID}, {`,"routeKey":`, c.RouteKey}, {`,"stage":`, c.Stage}, {`,"time":`, c.Time},
	} {
		b = eventjson.AppendString(append(b, m.key...), m.value)
	}
	return append(strconv.AppendInt(append(b, `,"timeEpoch":`...), c.TimeEpoch, 10), '}')
}

// appendGiven writes a member unless it is empty.
func appendGiven(b []byte, key, value string) []byte {
	if value == "" {
		return b
	}
	return eventjson.AppendString(append(b, key...), value)
}

// cookies splits cookie headers.
func cookies(h http.Header) []string {
	var all []string
	for _, line := range h.Values("Cookie") {
		for c := range strings.SplitSeq(line, ";") {
			if c = strings.TrimSpace(c); c != "" {
				all = append(all, c)
			}
		}
	}
	return all
}

// eventBody gives a body as events have it: text for media types of text, else
// base64. A body without a media type counts as bytes.
func eventBody(body []byte, contentType string) (text string, encoded bool) {
	if isText(contentType) {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), true
}

func isText(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	switch mediaType {
	case "application/json", "application/xml", "application/javascript", "application/graphql":
		return true
	}
	return strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "+json") || strings.HasSuffix(mediaType, "+xml")
}
