package dataplane

import (
	"encoding/base64"
	"strconv"

	"github.com/apigen-go/apigen/gateway/internal/eventjson"
)

// append writes the event. What is empty is null.
func (e *proxyEvent) append(b []byte) []byte {
	b = eventjson.AppendString(append(b, `{"resource":`...), e.resource)
	b = eventjson.AppendString(append(b, `,"path":`...), e.path)
	b = eventjson.AppendString(append(b, `,"httpMethod":`...), e.httpMethod)
	if len(e.headers) == 0 { // of the console's tests
		b = append(b, `,"headers":null,"multiValueHeaders":null`...)
	} else {
		b = e.headers.appendBoth(b)
	}
	names := sortedKeys(e.query)
	b = append(b, `,"queryStringParameters":`...)
	b = eventjson.AppendObject(b, names, func(b []byte, name string) []byte {
		return eventjson.AppendString(b, e.query[name][len(e.query[name])-1])
	})
	b = append(b, `,"multiValueQueryStringParameters":`...)
	b = eventjson.AppendObject(b, names, func(b []byte, name string) []byte { return eventjson.AppendStrings(b, e.query[name]) })
	b = eventjson.AppendTexts(append(b, `,"pathParameters":`...), e.pathParameters)
	b = eventjson.AppendTexts(append(b, `,"stageVariables":`...), e.stageVariables)
	b = e.requestContext.append(append(b, `,"requestContext":`...))
	b = append(b, `,"body":`...)
	switch {
	case len(e.body) == 0:
		b = append(b, "null"...)
	case e.isBase64Encoded:
		b = append(base64.StdEncoding.AppendEncode(append(b, '"'), e.body), '"')
	default:
		b = eventjson.AppendText(b, e.body)
	}
	b = strconv.AppendBool(append(b, `,"isBase64Encoded":`...), e.isBase64Encoded)
	return append(b, '}')
}

func (c *requestContext) append(b []byte) []byte {
	b = eventjson.AppendString(append(b, `{"resourceId":`...), c.ResourceID)
	switch {
	case c.encodedAuthorizer != nil:
		b = append(append(b, `,"authorizer":`...), c.encodedAuthorizer...)
	case len(c.Authorizer) > 0:
		b = eventjson.AppendValue(append(b, `,"authorizer":`...), c.Authorizer)
	}
	b = eventjson.AppendString(append(b, `,"resourcePath":`...), c.ResourcePath)
	if c.OperationName != "" {
		b = eventjson.AppendString(append(b, `,"operationName":`...), c.OperationName)
	}
	for _, m := range [...]struct{ key, value string }{
		{`,"httpMethod":`, c.HTTPMethod}, {`,"extendedRequestId":`, c.ExtendedRequestID}, {`,"requestTime":`, c.RequestTime},
		{`,"path":`, c.Path}, {`,"accountId":`, c.AccountID}, {`,"protocol":`, c.Protocol}, {`,"stage":`, c.Stage},
		{`,"domainPrefix":`, c.DomainPrefix},
	} {
		b = eventjson.AppendString(append(b, m.key...), m.value)
	}
	b = strconv.AppendInt(append(b, `,"requestTimeEpoch":`...), c.RequestTimeEpoch, 10)
	b = eventjson.AppendString(append(b, `,"requestId":`...), c.RequestID)
	b = c.Identity.append(append(b, `,"identity":`...))
	b = eventjson.AppendString(append(b, `,"domainName":`...), c.DomainName)
	b = eventjson.AppendString(append(b, `,"deploymentId":`...), c.DeploymentID)
	b = eventjson.AppendString(append(b, `,"apiId":`...), c.APIID)
	if c.IsCanaryRequest != nil {
		b = strconv.AppendBool(append(b, `,"isCanaryRequest":`...), *c.IsCanaryRequest)
	}
	return append(b, '}')
}

func (i *eventIdentity) append(b []byte) []byte {
	for n, m := range [...]struct {
		key   string
		value *string
	}{
		{`"cognitoIdentityPoolId":`, i.CognitoIdentityPoolID}, {`"accountId":`, i.AccountID},
		{`"cognitoIdentityId":`, i.CognitoIdentityID}, {`"caller":`, i.Caller}, {`"sourceIp":`, &i.SourceIP},
		{`"principalOrgId":`, i.PrincipalOrgID}, {`"accessKey":`, i.AccessKey},
		{`"cognitoAuthenticationType":`, i.CognitoAuthenticationType},
		{`"cognitoAuthenticationProvider":`, i.CognitoAuthenticationProvider}, {`"userArn":`, i.UserArn},
		{`"userAgent":`, i.UserAgent}, {`"user":`, i.User},
	} {
		b = append(append(b, "{,"[min(n, 1)]), m.key...)
		if m.value == nil {
			b = append(b, "null"...)
			continue
		}
		b = eventjson.AppendString(b, *m.value)
	}
	if i.APIKey != "" {
		b = eventjson.AppendString(append(b, `,"apiKey":`...), i.APIKey)
	}
	if i.APIKeyID != "" {
		b = eventjson.AppendString(append(b, `,"apiKeyId":`...), i.APIKeyID)
	}
	return append(b, '}')
}

// size is about what the header takes in an event, written once.
func (h header) size() int {
	n := 0
	for _, f := range h {
		n += len(f.name) + len(f.value) + len(`"":[""],`)
	}
	return n
}

// A written member of an object, by its places in the text.
type written struct{ from, value, to int }

// appendBoth writes a sorted header twice: the last value of each name, and all
// of them. The second time most of it is a copy of the first.
func (h header) appendBoth(b []byte) []byte {
	var room [32]written
	members := room[:0]
	b = append(b, `,"headers":{`...)
	for i, f := range h {
		if i+1 < len(h) && h[i+1].name == f.name {
			continue
		}
		m := written{from: len(eventjson.AppendComma(b))}
		b = append(eventjson.AppendString(eventjson.AppendComma(b), f.name), ':')
		m.value = len(b)
		b = eventjson.AppendString(b, f.value)
		m.to = len(b)
		members = append(members, m)
	}
	b = append(b, `},"multiValueHeaders":{`...)
	for _, m := range members {
		b = append(eventjson.AppendComma(b), b[m.from:m.value]...)
		b = append(b, '[')
		for len(h) > 1 && h[1].name == h[0].name {
			b = append(eventjson.AppendString(b, h[0].value), ',')
			h = h[1:]
		}
		h = h[1:]
		b = append(append(b, b[m.value:m.to]...), ']')
	}
	return append(b, '}')
}
