package dataplane

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/awsservice"
)

// Services of the Query protocol answer in XML, or in JSON to who accepts
// that, as API Gateway does by default. Stand-ins for the services know XML
// only, so the gateway converts their answers; and a stand-in for the parameter
// store knows neither.

// readable makes of an answer what the service itself would have given.
func (c *serviceCall) readable(got *reply) {
	if awsservice.QueryVersion(c.service) == "" {
		return
	}
	wantsJSON := strings.EqualFold(c.header.get("Accept"), "application/json")
	isXML := strings.Contains(firstMediaType(got.header.get("Content-Type")), "xml")
	converted, err := []byte(nil), error(nil)
	switch {
	case isXML && wantsJSON:
		converted, err = xmlToJSON(got.body)
	case !isXML && c.wrap != "":
		if converted = c.envelope(got); converted != nil && !wantsJSON {
			converted, err = jsonToXML(converted, c.service)
		}
	}
	if err != nil || converted == nil {
		return // the answer stays as it is
	}
	got.body = converted
	got.header.set("Content-Type", "application/json")
	if !wantsJSON {
		got.header.set("Content-Type", "text/xml")
	}
	got.header.set("Content-Length", strconv.Itoa(len(converted)))
}

// An element is an XML element.
type element struct {
	name     string
	text     strings.Builder
	children []*element
}

// maxElements bounds how deep the elements of an answer nest.
const maxElements = 200

var errTooDeep = errors.New("XML is nested too deeply")

// xmlToJSON converts an answer of the Query protocol: elements become members,
// those that repeat and those called member become lists, text stays text. An
// ErrorResponse is the error alone.
func xmlToJSON(text []byte) ([]byte, error) {
	root := &element{}
	open := []*element{root}
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			if len(open) > maxElements {
				return nil, errTooDeep
			}
			child := &element{name: t.Name.Local}
			top.children = append(top.children, child)
			open = append(open, child)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text.Write(t)
		}
	}
	if len(root.children) != 1 {
		return nil, errors.New("want one root element")
	}
	if root.children[0].name == "ErrorResponse" {
		root = root.children[0]
	}
	return root.appendJSON(nil), nil
}

func (e *element) appendJSON(b []byte) []byte {
	if len(e.children) == 0 {
		return append(b, quote(e.text.String())...)
	}
	byName := map[string][]*element{}
	var names []string
	for _, c := range e.children {
		if byName[c.name] == nil {
			names = append(names, c.name)
		}
		byName[c.name] = append(byName[c.name], c)
	}
	if len(names) == 1 && names[0] == "member" {
		return appendList(b, e.children)
	}
	b = append(b, '{')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, quote(name)...), ':')
		if all := byName[name]; len(all) > 1 {
			b = appendList(b, all)
		} else {
			b = all[0].appendJSON(b)
		}
	}
	return append(b, '}')
}

func appendList(b []byte, all []*element) []byte {
	b = append(b, '[')
	for i, e := range all {
		if i > 0 {
			b = append(b, ',')
		}
		b = e.appendJSON(b)
	}
	return append(b, ']')
}

// parameterStore calls an action of the parameter store. API Gateway speaks its
// Query protocol, so the parameters stand in the query; stand-ins speak the JSON
// protocol alone, so they stand in the body as well.
func (c *serviceCall) parameterStore(action string, out *outbound) {
	input := map[string]any{}
	for _, name := range sortedKeys(out.query) {
		values := out.query[name]
		value := values[len(values)-1]
		list, _, isList := strings.Cut(name, ".member.")
		switch {
		case isList:
			all, _ := input[list].([]string)
			input[list] = append(all, values...)
		case value == "true" || value == "false":
			input[name] = value == "true"
		default:
			input[name] = value
		}
	}
	out.query["Action"] = []string{action}
	if len(out.query["Version"]) == 0 {
		out.query["Version"] = []string{awsservice.QueryVersion(c.service)}
	}
	c.method, c.wrap = "POST", action
	c.body, _ = json.Marshal(input) // strings and booleans always encode
	c.header.set("X-Amz-Target", "AmazonSSM."+action)
	c.header.set("Content-Type", "application/x-amz-json-1.1")
	out.header.del("Content-Type")
}

// envelope puts a JSON answer into what the Query protocol answers with
// (recorded, test_ssm_aws_integration). It is nil for one that has it, or that
// is none.
func (c *serviceCall) envelope(got *reply) []byte {
	var members map[string]json.RawMessage
	if json.Unmarshal(got.body, &members) != nil || members[c.wrap+"Response"] != nil || members["Error"] != nil {
		return nil
	}
	id := quote(got.header.get("x-amzn-RequestId"))
	if got.status >= 400 {
		var e struct {
			Type    string `json:"__type"`
			Message string `json:"message"`
		}
		_ = json.Unmarshal(got.body, &e) // an error of another shape has no message
		code := e.Type[strings.LastIndexByte(e.Type, '#')+1:]
		return []byte(`{"Error":{"Code":` + quote(code) + `,"Message":` + quote(e.Message) + `,"Type":"Sender"},"RequestId":` + id + `}`)
	}
	return []byte(`{"` + c.wrap + `Response":{"` + c.wrap + `Result":` + string(got.body) + `,"ResponseMetadata":{"RequestId":` + id + `}}}`)
}

// jsonToXML writes what the Query protocol answers in JSON as it answers in XML
// (recorded, test_get_parameter_query_protocol): members are elements, those of
// lists are called member.
func jsonToXML(text []byte, service string) ([]byte, error) {
	var root map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&root); err != nil {
		return nil, err
	}
	if len(root) != 1 { // an error stands by itself in JSON
		root = map[string]any{"ErrorResponse": root}
	}
	space := ` xmlns="http://` + service + `.amazonaws.com/doc/` + awsservice.QueryVersion(service) + `/"`
	var b bytes.Buffer
	for name, value := range root {
		writeElement(&b, name, space, value)
	}
	if _, err := xmlToJSON(b.Bytes()); err != nil {
		return nil, err // a member has a name that no element may have
	}
	return b.Bytes(), nil
}

func writeElement(b *bytes.Buffer, name, attributes string, value any) {
	b.WriteString("<" + name + attributes + ">")
	switch v := value.(type) {
	case map[string]any:
		for _, member := range sortedKeys(v) {
			writeElement(b, member, "", v[member])
		}
	case []any:
		for _, item := range v {
			writeElement(b, "member", "", item)
		}
	case nil:
	default:
		_ = xml.EscapeText(b, []byte(fmt.Sprint(v))) // a buffer takes everything
	}
	b.WriteString("</" + name + ">")
}
