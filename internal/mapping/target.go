package mapping

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Target is where a parameter mapping puts its value.
type Target struct {
	Operation Operation // always Overwrite for REST APIs
	Location  string    // header, querystring, path or statuscode
	Name      string    // empty for the whole path and for the status code
}

// An Operation is what an HTTP API's mapping does to its target.
type Operation string

// The operations of parameter mappings.
const (
	Append    Operation = "append"
	Overwrite Operation = "overwrite"
	Remove    Operation = "remove"
)

// ParseRESTTarget reads integration.request.LOCATION.NAME or
// method.response.header.NAME.
func ParseRESTTarget(key string) (Target, error) {
	if name, ok := strings.CutPrefix(key, "method.response.header."); ok && name != "" {
		return Target{Overwrite, "header", name}, nil
	}
	if rest, ok := strings.CutPrefix(key, "integration.request."); ok {
		location, name, _ := strings.Cut(rest, ".")
		if slices.Contains([]string{"header", "querystring", "path"}, location) && name != "" {
			return Target{Overwrite, location, name}, nil
		}
	}
	return Target{}, fmt.Errorf("mapping target %q: want integration.request.{header,querystring,path}.NAME or method.response.header.NAME", key)
}

// ParseHTTPTarget reads the key of an HTTP API's requestParameters, or with
// response of its responseParameters: OPERATION:LOCATION.NAME, overwrite:path,
// overwrite:statuscode. Headers that API Gateway keeps to itself are refused.
// See "Transform API requests and responses for HTTP APIs".
func ParseHTTPTarget(key string, response bool) (Target, error) {
	operation, rest, _ := strings.Cut(key, ":")
	location, name, hasName := strings.Cut(rest, ".")
	t := Target{Operation(operation), location, name}
	fail := func(why string) (Target, error) {
		return Target{}, fmt.Errorf("mapping target %q: %s", key, why)
	}
	switch t.Operation {
	case Append, Overwrite, Remove:
	default:
		return fail("want append:, overwrite: or remove:")
	}
	switch {
	case location == "header" && name != "":
		if IsReservedHeader(name) {
			return fail("API Gateway does not let this header be mapped")
		}
		return t, nil
	case location == "querystring" && name != "" && !response:
		return t, nil
	case location == "path" && !hasName && !response, location == "statuscode" && !hasName && response:
		if t.Operation != Overwrite {
			return fail("can only be overwritten")
		}
		return t, nil
	}
	return fail("no such location")
}

var (
	reservedHeaders = []string{
		"authorization", "connection", "content-encoding", "content-length", "content-location", "forwarded",
		"keep-alive", "origin", "proxy-authenticate", "proxy-authorization", "te", "trailers",
		"transfer-encoding", "upgrade", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "via",
	}
	reservedPrefixes = []string{"access-control-", "apigw-", "x-amz-", "x-amzn-"}
)

// IsReservedHeader reports whether an HTTP API refuses to map a header.
func IsReservedHeader(name string) bool {
	name = strings.ToLower(name)
	return slices.Contains(reservedHeaders, name) || slices.ContainsFunc(reservedPrefixes, func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

// ParseHTTPRequest reads the value of an HTTP API's request mapping:
// $request.*, $context.*, $stageVariables.*, text, or text with such in ${...}.
func ParseHTTPRequest(text string) (Expression, error) { return parseHTTP(text, "request.") }

// ParseHTTPResponse reads the value of an HTTP API's response mapping:
// $response.*, $context.*, $stageVariables.*, text, or text with such in ${...}.
func ParseHTTPResponse(text string) (Expression, error) { return parseHTTP(text, "response.") }

func parseHTTP(text, prefix string) (Expression, error) {
	if rest, ok := strings.CutPrefix(text, "$"); ok && !strings.HasPrefix(rest, "{") {
		return parseHTTPSource(text, rest, prefix)
	}
	if !strings.Contains(text, "${") {
		return Expression{text: text, name: text}, nil
	}
	e := Expression{text: text, kind: sourceConcatenation}
	for rest := text; rest != ""; {
		before, after, found := strings.Cut(rest, "${")
		if before != "" {
			e.parts = append(e.parts, Expression{text: before, name: before})
		}
		if !found {
			break
		}
		inner, behind, closed := strings.Cut(after, "}")
		if !closed {
			return e, fmt.Errorf("mapping expression %q: ${ is not closed", text)
		}
		part, err := parseHTTPSource(text, strings.TrimPrefix(inner, "$"), prefix)
		if err != nil {
			return e, err
		}
		e.parts = append(e.parts, part)
		rest = behind
	}
	return e, nil
}

// parseHTTPSource reads what stands after a $.
func parseHTTPSource(text, source, prefix string) (Expression, error) {
	e := Expression{text: text}
	if e.variable(source) {
		return e, nil
	}
	rest, ok := strings.CutPrefix(source, prefix)
	if !ok {
		return e, fmt.Errorf("mapping expression %s: want one that begins with $%s, $context or $stageVariables", strconv.Quote(text), prefix)
	}
	kinds := map[string]sourceKind{"header": sourceJoinedHeader}
	if prefix == "request." {
		kinds["querystring"], kinds["path"] = sourceJoinedQuery, sourcePathParameter
		if rest == "path" {
			e.kind = sourcePath
			return e, nil
		}
	}
	if err := e.parameter(rest, kinds); err != nil {
		return e, err
	}
	switch e.kind {
	case sourceBody:
		e.kind = sourceHTTPBody
	case sourceBodyPath:
		if strings.ContainsAny(e.name, "?(") || strings.Contains(e.name, "..") {
			return e, fmt.Errorf("mapping expression %q: HTTP APIs know no filters and no .. in a JSONPath", text)
		}
		e.kind = sourceHTTPBodyPath
	}
	return e, nil
}
