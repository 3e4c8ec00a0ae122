package httpapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
)

// A proxyAnswer is what a function returns to say all of an answer. Unlike on
// REST APIs, members nobody knows are ignored.
type proxyAnswer struct {
	StatusCode        json.RawMessage              `json:"statusCode"`
	Headers           map[string]json.RawMessage   `json:"headers"`
	MultiValueHeaders map[string][]json.RawMessage `json:"multiValueHeaders"` // 1.0 only
	Cookies           []string                     `json:"cookies"`           // 2.0 only
	Body              json.RawMessage              `json:"body"`
	IsBase64Encoded   bool                         `json:"isBase64Encoded"`
}

// functionAnswer reads what a function returned, as payload 1.0 (old) or 2.0. In
// 2.0 a result without a statusCode is the body of a 200.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
func functionAnswer(payload []byte, old bool) (*answer, error) {
	if !json.Valid(payload) {
		return nil, errors.New("the result is no JSON")
	}
	var members map[string]json.RawMessage
	isObject := json.Unmarshal(payload, &members) == nil && members != nil
	if status, given := members["statusCode"]; !isObject || !given || string(status) == "null" {
		if old {
			return nil, errors.New("the result has no statusCode, which payload format 1.0 wants")
		}
		return inferred(payload)
	}
	var p proxyAnswer
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, fmt.Errorf("malformed result: %w", err)
	}
	ans := &answer{header: http.Header{}}
	var err error
	if ans.status, err = statusCode(p.StatusCode); err != nil {
		return nil, err
	}
	if err := p.headers(ans.header, old); err != nil {
		return nil, err
	}
	ans.header = passed(ans.header)
	if ans.body, err = p.body(); err != nil {
		return nil, err
	}
	if ans.header.Get("Content-Type") == "" {
		ans.header.Set("Content-Type", "text/plain;charset=UTF-8")
	}
	return ans, nil
}

// inferred is the answer to a result without a status: 200, JSON. A string is
// its own text.
func inferred(payload []byte) (*answer, error) {
	ans := &answer{status: 200, header: http.Header{"Content-Type": {"application/json"}}}
	var text string
	if payload[0] == '"' && json.Unmarshal(payload, &text) == nil {
		ans.body = []byte(text)
		return ans, nil
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, payload); err != nil {
		return nil, err
	}
	ans.body = compact.Bytes()
	return ans, nil
}

// statusCode takes a number or a string that holds one.
func statusCode(raw json.RawMessage) (int, error) {
	n, err := strconv.ParseFloat(string(bytes.Trim(raw, `"`)), 64)
	if err != nil || n != math.Trunc(n) || n < 200 || n > 599 { // others cannot be sent
		return 0, fmt.Errorf("statusCode is %s, want a status from 200 to 599", raw)
	}
	return int(n), nil
}

func (p *proxyAnswer) headers(h http.Header, old bool) error {
	for _, name := range sortedKeys(p.Headers) {
		value, ok := headerText(p.Headers[name])
		if !ok {
			return fmt.Errorf("header %s has the value %s", name, p.Headers[name])
		}
		h.Set(name, value)
	}
	if !old {
		for _, c := range p.Cookies {
			h.Add("Set-Cookie", c)
		}
		return nil
	}
	for _, name := range sortedKeys(p.MultiValueHeaders) {
		single := h.Values(name)
		h.Del(name)
		for _, raw := range p.MultiValueHeaders[name] {
			value, ok := headerText(raw)
			if !ok {
				return fmt.Errorf("header %s has the value %s", name, raw)
			}
			h.Add(name, value)
		}
		for _, value := range single {
			h.Add(name, value)
		}
	}
	return nil
}

// headerText gives a header value: a string, or a number or boolean as text.
func headerText(raw json.RawMessage) (string, bool) {
	if len(raw) == 0 || raw[0] == '{' || raw[0] == '[' || raw[0] == 'n' {
		return "", false
	}
	if raw[0] != '"' {
		return string(raw), true
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}

// body gives the body; isBase64Encoded is always honoured, unlike on REST APIs.
func (p *proxyAnswer) body() ([]byte, error) {
	if len(p.Body) == 0 || string(p.Body) == "null" {
		return nil, nil
	}
	var text string
	if err := json.Unmarshal(p.Body, &text); err != nil {
		return nil, errors.New("the body is no string")
	}
	if !p.IsBase64Encoded {
		return []byte(text), nil
	}
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, errors.New("the body is no base64")
	}
	return decoded, nil
}
