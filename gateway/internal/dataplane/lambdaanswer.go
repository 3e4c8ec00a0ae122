package dataplane

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

var (
	errMalformed = errors.New("malformed Lambda proxy response")
	errBadBase64 = errors.New("the body is no base64")
)

// lambdaAnswer reads what a function returned to its proxy integration. Only
// five members may be there; every rule was recorded from the service
// (test_aws_proxy_response_payload_format_validation,
// test_aws_proxy_binary_response).
func lambdaAnswer(payload []byte, binaryMediaTypes []string, accept string) (*answer, error) {
	if !json.Valid(payload) {
		return nil, fmt.Errorf("%w: want an object", errMalformed)
	}
	var room [6]rawMember
	members, ok := rawMembers(room[:0], payload)
	if !ok {
		return nil, fmt.Errorf("%w: want an object", errMalformed)
	}
	ans := &answer{status: 200, traced: true}
	var single, multi, body json.RawMessage
	isBase64 := false
	for _, m := range members {
		raw := m.value
		switch string(m.name) {
		case "statusCode":
			status, err := statusCode(raw)
			if err != nil {
				return nil, err
			}
			ans.status = status
		case "headers":
			single = raw
		case "multiValueHeaders":
			multi = raw
		case "body":
			body = raw
		case "isBase64Encoded":
			if isBase64 = string(raw) == "true"; !isBase64 && string(raw) != "false" && string(raw) != "null" {
				return nil, fmt.Errorf("%w: isBase64Encoded is %s", errMalformed, raw)
			}
		default:
			return nil, fmt.Errorf("%w: unknown member %q", errMalformed, m.name)
		}
	}
	if err := answerHeaders(ans, multi, single); err != nil {
		return nil, err
	}
	return ans, answerBody(ans, body, isBase64 && matchesBinary(binaryMediaTypes, firstMediaType(accept)))
}

// statusCode takes a number or a string that holds one.
func statusCode(raw json.RawMessage) (int, error) {
	if string(raw) == "null" {
		return 200, nil
	}
	n, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	// A status outside this range cannot be sent.
	if err != nil || n != math.Trunc(n) || n < 200 || n > 599 {
		return 0, fmt.Errorf("%w: statusCode is %s", errMalformed, raw)
	}
	return int(n), nil
}

// answerHeaders merges both forms of headers: values of multiValueHeaders come
// first, and their spelling of the name is kept.
func answerHeaders(ans *answer, multi, single json.RawMessage) error {
	var room [2][8]rawMember
	lists, ok := objectMembers(room[0][:0], multi)
	if !ok {
		return fmt.Errorf("%w: multiValueHeaders is %s", errMalformed, multi)
	}
	values, ok := objectMembers(room[1][:0], single)
	if !ok {
		return fmt.Errorf("%w: headers is %s", errMalformed, single)
	}
	h := make(header, 0, len(lists)+len(values)+1)
	for _, m := range lists {
		elements, ok := rawElements(m.value)
		if !ok && string(m.value) != "null" {
			return fmt.Errorf("%w: multiValueHeaders: %s is %s, want a list", errMalformed, m.name, m.value)
		}
		for _, raw := range elements {
			value, ok := headerText(raw)
			if !ok {
				return fmt.Errorf("%w: header %s has the value %s", errMalformed, m.name, raw)
			}
			h.add(string(m.name), value)
		}
	}
	var spelling map[string]string
	if len(values) > 0 {
		spelling = spellings(lists)
	}
	for _, m := range values {
		value, ok := headerText(m.value)
		if !ok {
			return fmt.Errorf("%w: header %s has the value %s", errMalformed, m.name, m.value)
		}
		name := string(m.name)
		if len(spelling) > 0 {
			if first, found := spelling[strings.ToLower(name)]; found {
				name = first
			}
		}
		h.add(name, value)
	}
	ans.header = remap(h)
	if !ans.header.has("Content-Type") {
		ans.header.set("Content-Type", "application/json")
	}
	return nil
}

// spellings gives the names by their lower case.
func spellings(all []rawMember) map[string]string {
	if len(all) == 0 {
		return nil
	}
	out := make(map[string]string, len(all))
	for _, m := range all {
		out[strings.ToLower(string(m.name))] = string(m.name)
	}
	return out
}

// objectMembers gives the members of an object in the order of their names; none
// of null. It is false for anything else.
func objectMembers(room []rawMember, raw json.RawMessage) ([]rawMember, bool) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, true
	}
	all, ok := rawMembers(room, raw)
	slices.SortFunc(all, func(a, b rawMember) int { return bytes.Compare(a.name, b.name) })
	return all, ok
}

// headerText gives a header value: a string, or a boolean as text. Numbers,
// null and structures are malformed.
func headerText(raw json.RawMessage) (string, bool) {
	switch {
	case bytes.Equal(raw, []byte("true")), bytes.Equal(raw, []byte("false")):
		return string(raw), true
	}
	return unquote(raw)
}

// remap renames or drops, in place, the headers a function may not set itself. See
// the table in
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
func remap(h header) header {
	out := h[:0]
	var room [longestKnown]byte
	for _, f := range h {
		switch string(lower(room[:0], f.name)) {
		case "connection", "content-length", "date", "server",
			"authorization", "content-md5", "max-forwards", "user-agent", "www-authenticate", "x-amzn-requestid":
			out.add("x-amzn-Remapped-"+f.name, f.value)
		case "transfer-encoding", "expect", "host", "proxy-authenticate", "te", "trailer", "upgrade", "via",
			"x-amz-apigw-id", "x-amzn-trace-id": // the gateway sets its own
		default:
			out.add(f.name, f.value)
		}
	}
	return out
}

// answerBody sets the body; isBase64Encoded counts only when the caller accepts
// a binary media type, whatever the answer's Content-Type.
func answerBody(ans *answer, raw json.RawMessage, decode bool) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	body, ok := unquoteBytes(raw)
	if !ok {
		return fmt.Errorf("%w: the body is no string", errMalformed)
	}
	if !decode {
		ans.body = body
		return nil
	}
	decoded, err := base64.StdEncoding.AppendDecode(nil, body)
	if err != nil {
		return errBadBase64
	}
	ans.body = decoded
	return nil
}
