package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/control"
)

func newStatus(std stdio) *cobra.Command {
	var o liveOptions
	c := &cobra.Command{
		Use:   "status",
		Short: "Show definition, deployments, stages and permissions at a glance",
		Long: `status tells whether the live definition is what the document says, what each
stage serves, which deployments there are to roll back to, and which Lambda
permissions are missing or foreign. It changes nothing.`,
		Example: `  apigen status
  apigen status --env prod --format json`,
	}
	o.flags(c)
	c.RunE = o.run(std, func(ctx context.Context, v *live) error {
		status, err := v.Status(ctx, v.cfg)
		if err != nil {
			return err
		}
		return o.print(std, status, func() error { return printStatus(std, status) })
	})
	return c
}

// serves says what a stage serves, in words.
var serves = map[string]string{
	"document": "the document", "live": "the live definition", "older": "an older definition",
	"unknown": "not deployed by apigen", "nothing": "nothing",
}

func served(st control.StageStatus) string {
	if st.AutoDeploy {
		return serves[st.Serves] + ", every change at once"
	}
	return serves[st.Serves]
}

// mostDeployments is how many are listed on a terminal.
const mostDeployments = 10

func printStatus(std stdio, s *control.Status) error {
	for _, w := range s.Warnings {
		fmt.Fprintf(std.err, "warning: %s\n", w)
	}
	fmt.Fprintf(std.out, "%s (%s) in %s, account %s\n", s.Name, s.ID, s.Region, s.Account)
	switch {
	case s.Edited:
		fmt.Fprintf(std.out, "definition: changed since apigen imported it; apigen drift names what\n")
	case s.Plan.Changes() > 0:
		fmt.Fprintf(std.out, "definition: differs from the document. %s\n", s.Plan.Summary())
	default:
		fmt.Fprintf(std.out, "definition: as the document says\n")
	}
	w := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\nSTAGE\tDEPLOYMENT\tSINCE\tREVISION\tSERVES\tURL\n")
	for _, st := range s.Stages {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", st.Name, dash(st.DeploymentID), day(st.Created), dash(st.Revision), served(st), st.URL)
	}
	fmt.Fprintf(w, "\nDEPLOYMENT\tCREATED\tREVISION\tSTAGES\n")
	for i, d := range s.Deployments {
		if i == mostDeployments {
			fmt.Fprintf(w, "and %d more\n", len(s.Deployments)-i)
			break
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", d.ID, day(d.Created), dash(d.Revision), dash(strings.Join(d.Stages, ", ")))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(std.out)
	p := s.Permissions
	if len(p.Missing)+len(p.Foreign)+len(p.Unused) == 0 {
		fmt.Fprintln(std.out, "permissions: complete")
	}
	for _, list := range []struct {
		what  string
		names []string
	}{{"missing", p.Missing}, {"foreign", p.Foreign}, {"unused", p.Unused}} {
		for _, name := range list.names {
			fmt.Fprintf(std.out, "permission %s: %s\n", list.what, name)
		}
	}
	return nil
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04")
}
