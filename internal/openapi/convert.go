package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/apigen-go/apigen/internal/diag"
)

// parseYAML reads one YAML document.
func parseYAML(doc *Document, data []byte) (*Document, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	var file yaml.Node
	if err := loader.Load(&file); err != nil {
		return nil, yamlError(doc.File, err)
	}
	var second yaml.Node
	if err := loader.Load(&second); err == nil {
		return nil, &SyntaxError{doc.posOf(&second), "file holds more than one YAML document"}
	} else if !errors.Is(err, io.EOF) {
		return nil, yamlError(doc.File, err)
	}
	root := &file
	for root.Kind == yaml.DocumentNode {
		if len(root.Content) == 0 {
			return nil, &SyntaxError{diag.Pos{File: doc.File, Line: 1, Col: 1}, "document is empty"}
		}
		root = root.Content[0]
	}
	c := &converter{doc: doc, active: map[*yaml.Node]bool{}}
	n, err := c.node(root, 0)
	if err != nil {
		return nil, err
	}
	doc.Format, doc.Root = YAML, n
	return doc, nil
}

// yamlError gives the library's error a position.
func yamlError(file string, err error) error {
	pos := diag.Pos{File: file}
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	var loads *yaml.LoadErrors
	var load *yaml.LoadError
	if errors.As(err, &loads) && len(loads.Errors) > 0 {
		load = loads.Errors[0]
	}
	if load != nil || errors.As(err, &load) {
		pos.Line, pos.Col, message = load.Mark.Line, load.Mark.Column, load.Message
	}
	return &SyntaxError{pos, message}
}

func (d *Document) posOf(n *yaml.Node) diag.Pos {
	return diag.Pos{File: d.File, Line: n.Line, Col: n.Column}
}

// A converter turns YAML nodes into ours: aliases and merge keys resolved,
// CloudFormation's short tags written out, keys as text.
type converter struct {
	doc    *Document
	nodes  int
	active map[*yaml.Node]bool // anchors being expanded, to notice a circle
}

func (c *converter) fail(n *yaml.Node, format string, args ...any) error {
	return &SyntaxError{c.doc.posOf(n), fmt.Sprintf(format, args...)}
}

func (c *converter) node(y *yaml.Node, depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, c.fail(y, "values are nested deeper than %d", maxDepth)
	}
	if c.nodes++; c.nodes > maxNodes {
		return nil, c.fail(y, "document has more than %d values after its aliases are expanded", maxNodes)
	}
	if y.Kind == yaml.AliasNode {
		if c.active[y.Alias] {
			return nil, c.fail(y, "alias *%s stands inside its own anchor", y.Value)
		}
		c.active[y.Alias] = true
		defer delete(c.active, y.Alias)
		return c.node(y.Alias, depth+1)
	}
	if name, ok := intrinsicOf(y.Tag); ok {
		return c.intrinsic(y, name, depth)
	}
	n := &Node{Pos: c.doc.posOf(y), Comment: comment(y.HeadComment)}
	switch y.Kind {
	case yaml.ScalarNode:
		c.scalar(y, n)
	case yaml.SequenceNode:
		n.Kind = Array
		for _, item := range y.Content {
			v, err := c.node(item, depth+1)
			if err != nil {
				return nil, err
			}
			n.Items = append(n.Items, v)
		}
	case yaml.MappingNode:
		n.Kind = Object
		if err := c.mapping(y, n, depth); err != nil {
			return nil, err
		}
	default:
		return nil, c.fail(y, "unexpected kind of YAML node")
	}
	return n, nil
}

// mapping fills an object. Members of merged maps (<<) yield to the object's
// own, and earlier merged maps win over later ones, as YAML's merge type says.
func (c *converter) mapping(y *yaml.Node, n *Node, depth int) error {
	seen := map[string]int{}
	var merged []*Node
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		v, err := c.node(value, depth+1)
		if err != nil {
			return err
		}
		if key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
			if v.Kind == Array {
				merged = append(merged, v.Items...)
			} else {
				merged = append(merged, v)
			}
			continue
		}
		for key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode {
			return c.fail(key, "key is not a scalar")
		}
		v.Comment = comment(key.HeadComment)
		m := Member{Key: key.Value, Pos: c.doc.posOf(key), Value: v}
		if at, twice := seen[m.Key]; twice {
			c.doc.duplicate(m.Pos, m.Key, n.Members[at].Pos)
			n.Members[at] = m
			continue
		}
		seen[m.Key] = len(n.Members)
		n.Members = append(n.Members, m)
	}
	for _, from := range merged {
		if from.Kind != Object {
			return c.fail(y, "merge key << does not name a map")
		}
		for _, m := range from.Members {
			if _, has := seen[m.Key]; !has {
				seen[m.Key] = len(n.Members)
				n.Members = append(n.Members, m)
			}
		}
	}
	return nil
}

// comment takes the marks off a comment's lines.
func comment(head string) string {
	if head == "" {
		return ""
	}
	lines := strings.Split(head, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), "#"), " ")
	}
	return strings.Join(lines, "\n")
}

// intrinsicOf tells which CloudFormation function a tag is short for.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
func intrinsicOf(tag string) (string, bool) {
	if len(tag) < 2 || tag[0] != '!' || tag[1] == '!' {
		return "", false
	}
	switch name := tag[1:]; name {
	case "Ref", "Condition":
		return name, true
	default:
		return "Fn::" + name, true
	}
}

// intrinsic writes !Sub x out as {Fn::Sub: x}.
func (c *converter) intrinsic(y *yaml.Node, name string, depth int) (*Node, error) {
	plain := *y
	plain.Tag = ""
	if y.Kind == yaml.ScalarNode {
		plain.Tag = "!!str"
	}
	value, err := c.node(&plain, depth+1)
	if err != nil {
		return nil, err
	}
	if name == "Fn::GetAtt" && value.Kind == String {
		if resource, attribute, ok := strings.Cut(value.Text, "."); ok {
			value = &Node{Kind: Array, Pos: value.Pos, Items: []*Node{
				{Kind: String, Pos: value.Pos, Text: resource},
				{Kind: String, Pos: value.Pos, Text: attribute},
			}}
		}
	}
	pos := c.doc.posOf(y)
	return &Node{Kind: Object, Pos: pos, Members: []Member{{Key: name, Pos: pos, Value: value}}}, nil
}

var (
	fullNumber  = regexp.MustCompile(jsonNumber.String() + `$`)
	leadingZero = regexp.MustCompile(`^[+-]?0[0-9]`)
)

// scalar resolves a plain scalar by YAML's core rules. What JSON cannot hold as
// a number (.inf, an account id with a leading zero) stays text, and so does a
// date: AWS reads info.version: 2020-01-01 as that text.
func (c *converter) scalar(y *yaml.Node, n *Node) {
	n.Kind, n.Text = String, y.Value
	switch y.ShortTag() {
	case "!!null":
		n.Kind, n.Text = Null, ""
	case "!!bool":
		if b, err := strconv.ParseBool(strings.ToLower(y.Value)); err == nil {
			n.Kind, n.Text = Bool, strconv.FormatBool(b)
		}
	case "!!int", "!!float":
		if text, ok := numberText(y.Value); ok {
			n.Kind, n.Text = Number, text
		}
	}
}

// numberText writes a YAML number as JSON, if that is possible without loss.
func numberText(s string) (string, bool) {
	if fullNumber.MatchString(s) {
		return s, true
	}
	if leadingZero.MatchString(s) {
		return "", false
	}
	if i, ok := new(big.Int).SetString(s, 0); ok {
		return i.String(), true
	}
	trimmed := strings.TrimPrefix(strings.ReplaceAll(s, "_", ""), "+")
	if strings.HasPrefix(trimmed, ".") {
		trimmed = "0" + trimmed
	}
	trimmed = strings.TrimSuffix(trimmed, ".")
	return trimmed, fullNumber.MatchString(trimmed)
}
