package dataplane

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"unicode/utf8"
)

// Events are written by hand: encoding/json would take half of the time a request
// to a function of this process takes. Every byte is as it would write it, with
// HTML left alone.

// append writes the event. What is empty is null.
func (e *proxyEvent) append(b []byte) []byte {
	b = appendString(append(b, `{"resource":`...), e.resource)
	b = appendString(append(b, `,"path":`...), e.path)
	b = appendString(append(b, `,"httpMethod":`...), e.httpMethod)
	if len(e.headers) == 0 { // of the console's tests
		b = append(b, `,"headers":null,"multiValueHeaders":null`...)
	} else {
		b = e.headers.appendBoth(b)
	}
	names := sortedKeys(e.query)
	b = append(b, `,"queryStringParameters":`...)
	b = appendObject(b, names, func(b []byte, name string) []byte {
		return appendString(b, e.query[name][len(e.query[name])-1])
	})
	b = append(b, `,"multiValueQueryStringParameters":`...)
	b = appendObject(b, names, func(b []byte, name string) []byte { return appendStrings(b, e.query[name]) })
	b = appendTexts(append(b, `,"pathParameters":`...), e.pathParameters)
	b = appendTexts(append(b, `,"stageVariables":`...), e.stageVariables)
	b = e.requestContext.append(append(b, `,"requestContext":`...))
	b = append(b, `,"body":`...)
	switch {
	case len(e.body) == 0:
		b = append(b, "null"...)
	case e.isBase64Encoded:
		b = append(base64.StdEncoding.AppendEncode(append(b, '"'), e.body), '"')
	default:
		b = appendText(b, e.body)
	}
	b = strconv.AppendBool(append(b, `,"isBase64Encoded":`...), e.isBase64Encoded)
	return append(b, '}')
}

func (c *requestContext) append(b []byte) []byte {
	b = appendString(append(b, `{"resourceId":`...), c.ResourceID)
	switch {
	case c.encodedAuthorizer != nil:
		b = append(append(b, `,"authorizer":`...), c.encodedAuthorizer...)
	case len(c.Authorizer) > 0:
		b = append(append(b, `,"authorizer":`...), encode(c.Authorizer)...)
	}
	b = appendString(append(b, `,"resourcePath":`...), c.ResourcePath)
	if c.OperationName != "" {
		b = appendString(append(b, `,"operationName":`...), c.OperationName)
	}
	for _, m := range [...]struct{ key, value string }{
		{`,"httpMethod":`, c.HTTPMethod}, {`,"extendedRequestId":`, c.ExtendedRequestID}, {`,"requestTime":`, c.RequestTime},
		{`,"path":`, c.Path}, {`,"accountId":`, c.AccountID}, {`,"protocol":`, c.Protocol}, {`,"stage":`, c.Stage},
		{`,"domainPrefix":`, c.DomainPrefix},
	} {
		b = appendString(append(b, m.key...), m.value)
	}
	b = strconv.AppendInt(append(b, `,"requestTimeEpoch":`...), c.RequestTimeEpoch, 10)
	b = appendString(append(b, `,"requestId":`...), c.RequestID)
	b = c.Identity.append(append(b, `,"identity":`...))
	b = appendString(append(b, `,"domainName":`...), c.DomainName)
	b = appendString(append(b, `,"deploymentId":`...), c.DeploymentID)
	b = appendString(append(b, `,"apiId":`...), c.APIID)
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
		b = appendString(b, *m.value)
	}
	if i.APIKey != "" {
		b = appendString(append(b, `,"apiKey":`...), i.APIKey)
	}
	if i.APIKeyID != "" {
		b = appendString(append(b, `,"apiKeyId":`...), i.APIKeyID)
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
		m := written{from: len(appendComma(b))}
		b = append(appendString(appendComma(b), f.name), ':')
		m.value = len(b)
		b = appendString(b, f.value)
		m.to = len(b)
		members = append(members, m)
	}
	b = append(b, `},"multiValueHeaders":{`...)
	for _, m := range members {
		b = append(appendComma(b), b[m.from:m.value]...)
		b = append(b, '[')
		for len(h) > 1 && h[1].name == h[0].name {
			b = append(appendString(b, h[0].value), ',')
			h = h[1:]
		}
		h = h[1:]
		b = append(append(b, b[m.value:m.to]...), ']')
	}
	return append(b, '}')
}

// appendComma separates from an earlier member.
func appendComma(b []byte) []byte {
	if b[len(b)-1] == '{' {
		return b
	}
	return append(b, ',')
}

// appendObject writes an object of the names, null when there are none.
func appendObject(b []byte, names []string, value func(b []byte, name string) []byte) []byte {
	if len(names) == 0 {
		return append(b, "null"...)
	}
	b = append(b, '{')
	for _, name := range names {
		b = value(append(appendString(appendComma(b), name), ':'), name)
	}
	return append(b, '}')
}

func appendTexts(b []byte, texts map[string]string) []byte {
	return appendObject(b, sortedKeys(texts), func(b []byte, name string) []byte { return appendString(b, texts[name]) })
}

func appendStrings(b []byte, values []string) []byte {
	b = append(b, '[')
	for i, value := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, value)
	}
	return append(b, ']')
}

// appendString writes a JSON string: bytes that are no UTF-8 become U+FFFD, and
// the two line separators of JavaScript are escaped.
func appendString(b []byte, s string) []byte { return appendText(b, []byte(s)) } // which copies nothing

func appendText(b, s []byte) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from, i := 0, plainBytes(s)
	for i < len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(s[i:])
			if (r != utf8.RuneError || size != 1) && r != '\u2028' && r != '\u2029' {
				i += size
				continue
			}
			b = append(b, s[from:i]...)
			if r == utf8.RuneError {
				b = append(b, `\ufffd`...)
			} else {
				b = append(append(b, `\u202`...), hex[r&0xf])
			}
			i += size
			from = i
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, `\b`...)
		case '\f':
			b = append(b, `\f`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			b = append(append(b, `\u00`...), hex[c>>4], hex[c&0xf])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}

// plainBytes gives how many bytes s begins with, at least, that stand in a JSON
// string as they are. It looks at eight of them at a time.
func plainBytes(s []byte) int {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		if !arePlain(binary.LittleEndian.Uint64(s[i:])) {
			return i
		}
	}
	switch {
	case i == len(s):
	case i > 0:
		if arePlain(binary.LittleEndian.Uint64(s[len(s)-8:])) { // some of them again
			return len(s)
		}
	default:
		var few [8]byte
		copy(few[:], "        ")
		copy(few[:], s)
		if arePlain(binary.LittleEndian.Uint64(few[:])) {
			return len(s)
		}
	}
	return i
}

// arePlain reports whether eight bytes stand in a JSON string as they are.
func arePlain(w uint64) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	quote, slash := w^(ones*'"'), w^(ones*'\\')
	// The highest bit of a byte says that it is below a blank, a quote, a
	// backslash, or no ASCII.
	return ((w-ones*' ')|(quote-ones)|(slash-ones)|w)&high == 0
}
