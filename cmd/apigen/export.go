package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/control"
)

func newExport(std stdio) *cobra.Command {
	var o liveOptions
	var e control.ExportOptions
	var output string
	c := &cobra.Command{
		Use:   "export",
		Short: "Write what the stage serves as an OpenAPI document",
		Long: `export asks API Gateway for the document of what the stage serves. Such an export
is not all there is: responses are renamed, tags and stage settings are missing.
--definition writes the working definition as the control plane tells it, with
nothing left out, as JSON. HTTP APIs are exported as oas30 only.`,
		Example: `  apigen export --env prod
  apigen export --env prod --type swagger --json -o live.json
  apigen export --env prod --definition`,
	}
	o.flags(c)
	flags := c.Flags()
	flags.StringVar(&e.Type, "type", "oas30", "oas30 or swagger")
	flags.BoolVar(&e.JSON, "json", false, "JSON in place of YAML")
	flags.BoolVar(&e.Plain, "plain", false, "without the x-amazon-apigateway extensions")
	flags.BoolVar(&e.Definition, "definition", false, "the working definition as it was read")
	flags.StringVarP(&output, "output", "o", "", "file to write; standard output when empty")
	c.RunE = o.run(std, func(ctx context.Context, v *live) error {
		if e.Type != "oas30" && e.Type != "swagger" {
			return usageError{c.CommandPath(), fmt.Errorf("unknown type %q: want oas30 or swagger", e.Type)}
		}
		data, err := v.Export(ctx, v.cfg, e)
		if err != nil {
			return err
		}
		if output == "" {
			_, err = std.out.Write(data)
			return err
		}
		return replaceFile(output, data, 0o644)
	})
	return c
}
