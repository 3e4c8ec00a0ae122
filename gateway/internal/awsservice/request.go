package awsservice

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// arguments are the values of a subtype's parameters.
type arguments map[string]string

// jsonRequest calls an action of a service that speaks JSON.
func jsonRequest(service, action string, input any) (*Request, error) {
	body, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	p := jsonProtocols[service]
	return &Request{
		Method: http.MethodPost, Path: "/", Body: body,
		Header: http.Header{"X-Amz-Target": {p.Target(action)}, "Content-Type": {p.ContentType}},
	}, nil
}

// input are the arguments under the names a service has for them. Region is the
// call's own.
func (a arguments) input(rename func(string) string) map[string]any {
	in := map[string]any{}
	for name, value := range a {
		if name != "Region" {
			in[rename(name)] = value
		}
	}
	return in
}

func same(name string) string { return name }

func putEvents(a arguments) (*Request, error) {
	entry := a.input(same)
	if text, ok := a["Time"]; ok {
		entry["Time"] = timestamp(text)
	}
	if text, ok := a["Resources"]; ok {
		entry["Resources"] = list(text)
	}
	return jsonRequest("events", "PutEvents", map[string]any{"Entries": []any{entry}})
}

// timestamp gives a time as JSON protocols write it, in seconds. $context's
// requestTimeEpoch is in milliseconds, which numbers of that size are taken for.
// A text that is no time is the service's to refuse.
func timestamp(text string) any {
	const millisecondsFrom = 1e11 // seconds would be in the year 5138
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		if n >= millisecondsFrom {
			n /= 1000
		}
		return n
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return float64(t.UnixMilli()) / 1000
	}
	return text
}

// list reads a list of texts: a JSON array, or texts with commas between them.
func list(text string) []string {
	var all []string
	if json.Unmarshal([]byte(text), &all) == nil {
		return all
	}
	for part := range strings.SplitSeq(text, ",") {
		all = append(all, strings.TrimSpace(part))
	}
	return all
}

// putRecord passes Data as it is: it is base64 already, as everywhere in Kinesis'
// protocol (recorded, test_apigw_v2_http_kinesis_put_record).
func putRecord(a arguments) (*Request, error) {
	return jsonRequest("kinesis", "PutRecord", a.input(same))
}

func stateMachineAction(action string) func(arguments) (*Request, error) {
	return func(a arguments) (*Request, error) {
		return jsonRequest("states", action, a.input(func(name string) string { return strings.ToLower(name[:1]) + name[1:] }))
	}
}

func getConfiguration(a arguments) (*Request, error) {
	query := url.Values{"client_id": {a["ClientId"]}}
	if version := a["ClientConfigurationVersion"]; version != "" {
		query.Set("client_configuration_version", version)
	}
	return &Request{Method: http.MethodGet, Path: "/applications/" + url.PathEscape(a["Application"]) +
		"/environments/" + url.PathEscape(a["Environment"]) +
		"/configurations/" + url.PathEscape(a["Configuration"]) + "?" + query.Encode()}, nil
}

// queueAction calls a queue by the Query protocol, whose answers are XML: that
// is what callers get. The queue's URL says which path it has at the endpoint.
func queueAction(action string) func(arguments) (*Request, error) {
	return func(a arguments) (*Request, error) {
		queue, err := url.Parse(a["QueueUrl"])
		if err != nil || queue.Path == "" {
			return nil, &ParameterError{"QueueUrl", errors.New("want the URL of a queue, got " + strconv.Quote(a["QueueUrl"]))}
		}
		form := url.Values{"Action": {action}, "Version": {queryVersions["sqs"]}}
		for name, value := range a {
			switch name {
			case "Region":
			case "MessageAttributes", "MessageSystemAttributes":
				if err := addAttributes(form, name, value); err != nil {
					return nil, err
				}
			case "AttributeNames", "MessageAttributeNames":
				for i, text := range list(value) {
					form.Set(strings.TrimSuffix(name, "s")+"."+strconv.Itoa(i+1), text)
				}
			default:
				form.Set(name, value)
			}
		}
		return &Request{
			Method: http.MethodPost, Path: queue.EscapedPath(), Body: []byte(form.Encode()),
			Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		}, nil
	}
}

// addAttributes reads message attributes, a JSON object of objects with DataType
// and a value, into the numbered parameters of the Query protocol.
func addAttributes(form url.Values, parameter, text string) error {
	var all map[string]map[string]string
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return &ParameterError{parameter, err}
	}
	for i, name := range slices.Sorted(maps.Keys(all)) {
		prefix := strings.TrimSuffix(parameter, "s") + "." + strconv.Itoa(i+1)
		form.Set(prefix+".Name", name)
		for member, value := range all[name] {
			form.Set(prefix+".Value."+member, value)
		}
	}
	return nil
}

// refusal reads the error out of an answer, in JSON or XML.
func refusal(service string, a *Answer) error {
	e := &RefusedError{Service: service, Answer: a}
	var inJSON struct {
		Type  string `json:"__type"`
		Lower string `json:"message"`
		Upper string `json:"Message"`
	}
	var inXML struct {
		Code    string `xml:"Error>Code"`
		Message string `xml:"Error>Message"`
	}
	switch {
	case json.Unmarshal(a.Body, &inJSON) == nil:
		e.Code, e.Message = inJSON.Type[strings.LastIndexByte(inJSON.Type, '#')+1:], inJSON.Lower+inJSON.Upper
	case xml.Unmarshal(a.Body, &inXML) == nil:
		e.Code, e.Message = inXML.Code, inXML.Message
	}
	return e
}
