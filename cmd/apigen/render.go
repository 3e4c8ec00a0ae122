package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/vtl"
)

// renderOptions are the flags of render. Lists hold NAME=VALUE.
type renderOptions struct {
	request        string
	body           string
	headers, query []string
	path, vars     []string
	context        []string
	want           string
	overrides      bool
	trace          bool
}

func newRender(std stdio) *cobra.Command {
	var o renderOptions
	command := &cobra.Command{
		Use:   "render TEMPLATE",
		Short: "Render a mapping template for a request",
		Long: `render prints what API Gateway would make of a mapping template (VTL) for a
request. TEMPLATE is a file, - for the standard input, or a place in a document:
FILE#POINTER, as the local gateway's log names it. Errors name line and column.

The request comes from a file (JSON or YAML) and from flags, which override it:

  body: {name: Jane}             # a text is taken as it is
  path: {id: "7"}
  query: {view: full}
  headers: {Accept: text/html}
  stageVariables: {table: people}
  context: {stage: dev, identity: {sourceIp: 192.0.2.1}}

For a response template body is the integration response's.`,
		Example: `  apigen render template.vm --body '{"id": 7}' --query view=full
  apigen render template.vm --request request.yaml --diff want.json
  apigen render template.vm --body @request.json --trace
  apigen render 'api.yaml#/paths/~1jobs/post/x-amazon-apigateway-integration/requestTemplates/application~1json'`,
		Args: cobra.ExactArgs(1),
	}
	flags := command.Flags()
	flags.StringVar(&o.request, "request", "", "file that holds the request")
	flags.StringVar(&o.body, "body", "", "the body, or @FILE")
	flags.StringArrayVar(&o.headers, "header", nil, "NAME=VALUE of a header; may be repeated")
	flags.StringArrayVar(&o.query, "query", nil, "NAME=VALUE of the query string; may be repeated")
	flags.StringArrayVar(&o.path, "path", nil, "NAME=VALUE of a path parameter; may be repeated")
	flags.StringArrayVar(&o.vars, "var", nil, "NAME=VALUE of a stage variable; may be repeated")
	flags.StringArrayVar(&o.context, "context", nil, "NAME=VALUE of $context, e.g. identity.sourceIp=192.0.2.1; may be repeated")
	flags.StringVar(&o.want, "diff", "", "file to compare the result with; a difference ends with exit code 1")
	flags.BoolVar(&o.overrides, "overrides", false, "say on the standard error what the template overrides")
	flags.BoolVar(&o.trace, "trace", false, "say on the standard error what each variable and each reference has, in the order of the rendering")
	command.RunE = func(command *cobra.Command, args []string) error {
		return runRender(command.Context(), std, o, args[0])
	}
	return command
}

func runRender(ctx context.Context, std stdio, o renderOptions, name string) error {
	source, err := templateSource(std.in, name)
	if err != nil {
		return err
	}
	data, err := o.data()
	if err != nil {
		return err
	}
	template, err := mapping.Parse(source)
	if err != nil {
		return err
	}
	var got string
	if o.trace {
		got, err = template.RenderTraced(ctx, data, printEvent(std.err))
	} else {
		got, err = template.Render(ctx, data)
	}
	if err != nil {
		return err
	}
	if o.overrides {
		printOverrides(std.err, data.Context)
	}
	if o.want == "" {
		_, err := io.WriteString(std.out, got)
		return err
	}
	want, err := os.ReadFile(o.want)
	if err != nil {
		return err
	}
	// An editor ends a file with a line feed that no template has.
	if w := strings.TrimSuffix(string(want), "\n"); w != strings.TrimSuffix(got, "\n") {
		fmt.Fprintf(std.out, "--- %s\n+++ %s\n%s", o.want, name, lineDiff(w, strings.TrimSuffix(got, "\n")))
		return errFindings
	}
	return nil
}

// maxTraced is how much of a value a trace shows.
const maxTraced = 200

// printEvent prints what a rendering does with values, one event a line.
func printEvent(w io.Writer) func(vtl.Event) {
	return func(e vtl.Event) {
		value := "null"
		if !e.Value.IsNull() {
			value = e.Value.String()
			if _, isText := e.Value.Text(); isText {
				value = strconv.Quote(value)
			}
		}
		if len(value) > maxTraced {
			value = value[:maxTraced] + "..."
		}
		how := map[vtl.EventKind]string{vtl.EventSet: "set ", vtl.EventRound: "each ", vtl.EventPrint: ""}[e.Kind]
		fmt.Fprintf(w, "%s: %s%s = %s\n", e.Pos, how, e.Name, strings.ReplaceAll(value, "\n", `\n`))
	}
}

// printOverrides prints what the template has set in $context.
func printOverrides(w io.Writer, c *mapping.Context) {
	for _, location := range []string{"path", "querystring", "header"} {
		for _, o := range c.RequestOverrides(location) {
			fmt.Fprintf(w, "$context.requestOverride.%s.%s = %s\n", location, o.Name, strings.Join(o.Values, ", "))
		}
	}
	for _, o := range c.ResponseHeaderOverrides() {
		fmt.Fprintf(w, "$context.responseOverride.header.%s = %s\n", o.Name, strings.Join(o.Values, ", "))
	}
	if v := c.Lookup("responseOverride", "status"); !v.IsNull() {
		fmt.Fprintf(w, "$context.responseOverride.status = %s\n", v)
		if _, ok := c.StatusOverride(); !ok {
			fmt.Fprintln(w, "    API Gateway ignores it: it is no integer from 100 to 599")
		}
	}
}

// lineDiff shows which lines of want are not in got, and the other way round:
// what the longest common run of lines leaves over.
func lineDiff(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	// common[i][j] is how many lines a[i:] and b[j:] have in common.
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out strings.Builder
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			fmt.Fprintf(&out, " %s\n", a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			fmt.Fprintf(&out, "-%s\n", a[i])
			i++
		default:
			fmt.Fprintf(&out, "+%s\n", b[j])
			j++
		}
	}
	return out.String()
}

// putPath puts a text into a map of maps.
func putPath(m *vtl.Map, path []string, value string) {
	for ; len(path) > 1; path = path[1:] {
		v, _ := m.Get(path[0])
		if v.Map() == nil {
			v = vtl.FromMap(vtl.NewMap())
			m.Put(path[0], v)
		}
		m = v.Map()
	}
	m.Put(path[0], vtl.Str(value))
}
