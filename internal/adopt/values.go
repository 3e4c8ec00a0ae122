package adopt

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A literal is a composite literal in the making.
type literal struct {
	kind   string
	fields []string
}

func (l *literal) set(name, value string) {
	if value != "" && value != `""` {
		l.fields = append(l.fields, name+": "+value)
	}
}

func (l *literal) text() string { return composite(l.kind, l.fields) }

// composite writes a composite literal, on several lines when it is long.
func composite(kind string, fields []string) string {
	line := kind + "{" + strings.Join(fields, ", ") + "}"
	if len(line) <= 100 && !strings.Contains(line, "\n") || len(fields) == 0 {
		return line
	}
	return kind + "{\n" + strings.Join(fields, ",\n") + ",\n}"
}

var wholePlaceholder = regexp.MustCompile(`^\$\{(stageVariables\.)?([A-Za-z0-9_.:-]+)\}$`)

// text writes a string of a setting: gen.Param for a placeholder that is all of
// it.
func text(s string) string {
	if m := wholePlaceholder.FindStringSubmatch(s); m != nil && !strings.HasPrefix(m[2], "AWS::") {
		if m[1] != "" {
			return "gen.StageVariable(" + strconv.Quote(m[2]) + ")"
		}
		return "gen.Param(" + strconv.Quote(m[2]) + ")"
	}
	return quote(s)
}

// texts writes the strings of a list.
func texts(list []at) string {
	var items []string
	for _, item := range list {
		items = append(items, text(item.text()))
	}
	if len(items) == 0 {
		return ""
	}
	return composite("[]string", items)
}

func plainTexts(list []string) string {
	var items []string
	for _, item := range list {
		items = append(items, text(item))
	}
	if len(items) == 0 {
		return ""
	}
	return composite("[]string", items)
}

// textMap writes a map of strings. The values of some maps may be anything a
// scalar is written with.
func textMap(a at) string {
	var pairs []string
	a.members(func(key string, value at) {
		pairs = append(pairs, strconv.Quote(key)+": "+text(value.text()))
	})
	if len(pairs) == 0 {
		return ""
	}
	return composite("map[string]string", pairs)
}

// within writes a whole number of a range, or nothing.
func within(a at, low, high int) string {
	n, err := strconv.Atoi(a.text())
	if err != nil || n < low || n > high {
		return ""
	}
	return strconv.Itoa(n)
}

// anyValue writes a value of a document as Go.
func anyValue(n *openapi.Node) string {
	switch {
	case n == nil || n.Kind == openapi.Null:
		return `""`
	case n.Kind == openapi.Bool:
		return n.Text
	case n.Kind == openapi.Number:
		if _, err := strconv.ParseFloat(n.Text, 64); err != nil || strings.HasPrefix(n.Text, "-") && strings.Trim(n.Text, "-0.") == "" {
			return quote(n.Text)
		}
		return n.Text
	case n.Kind == openapi.String:
		return text(n.Text)
	case n.Kind == openapi.Array:
		var items []string
		for _, item := range n.Items {
			items = append(items, anyValue(item))
		}
		return composite("[]any", items)
	}
	if intrinsic := apigw.Text(n); isIntrinsic(n) {
		return text(intrinsic)
	}
	var pairs []string
	for _, m := range n.Members {
		pairs = append(pairs, strconv.Quote(m.Key)+": "+anyValue(m.Value))
	}
	return composite("map[string]any", pairs)
}

// isIntrinsic reports whether an object is a function of CloudFormation.
func isIntrinsic(n *openapi.Node) bool {
	if !n.Is(openapi.Object) || len(n.Members) != 1 {
		return false
	}
	key := n.Members[0].Key
	return key == "Ref" || strings.HasPrefix(key, "Fn::")
}

// sharedIfLong gives a value that fits on a line itself, and the package variable
// that holds a longer one.
func (w *writer) sharedIfLong(name, value string) string {
	if !strings.Contains(value, "\n") {
		return value
	}
	return w.shared(name, value)
}

// shared gives the package variable that holds a value.
func (w *writer) shared(name, value string) string {
	if have, ok := w.byValue[value]; ok {
		return have
	}
	variable := w.names.take(name, "value")
	w.byValue[value] = variable
	w.values = append(w.values, decl{variable, fmt.Sprintf("var %s = %s\n", variable, value)})
	return variable
}
