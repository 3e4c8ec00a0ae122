package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/explain"
)

func newExplain(std stdio) *cobra.Command {
	c := &cobra.Command{
		Use:   "explain THING",
		Short: "Tell what a type, a field or an operation became, and why",
		Long: `explain reads the contract and tells what a thing of it is on the wire: a type
(Person), a field (Person.Name), an operation (GetPerson, "GET /personnel/{id}").
It says why a member is required or not, and what the document for API Gateway
leaves out.`,
		Example: `  apigen explain Person.Manager
  apigen explain "GET /personnel/{id}"`,
		Args: cobra.ExactArgs(1),
	}
	configFile := configFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		project, err := loadProject(*configFile)
		if err != nil {
			return err
		}
		if err := project.missing(); err != nil {
			return err
		}
		result, err := generate.Run(c.Context(), generate.Config{Dir: project.root, Pattern: project.Package, DocumentPath: project.Document})
		if err != nil {
			return err
		}
		if result.Contract == nil {
			return reportGenerated(std, "text", result.Diagnostics, true)
		}
		if err := explain.Write(std.out, result.Contract, result.Diagnostics, args[0]); err != nil {
			return fmt.Errorf("explain: %w", err)
		}
		return nil
	}
	return c
}
