package main

import (
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A substitution is the flags that say what stands in a document for ${Name} and
// for the intrinsic functions of CloudFormation.
type substitution struct {
	parameters []string // NAME=VALUE
	template   string
}

func (s *substitution) addFlags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&s.parameters, "param", nil, "NAME=VALUE: a value for ${NAME} in the document, for Ref and Fn::GetAtt (NAME.Attribute), for a condition (true or false) or an import; may be repeated")
	flags.StringVar(&s.template, "template", "", "CloudFormation or SAM template whose parameters and conditions decide what --param does not")
}

// values are the flags over the values of apigen.yaml.
func (s *substitution) values(base map[string]string) (cloudformation.Values, error) {
	given, err := assignments(base, "param", s.parameters)
	if err != nil || s.template == "" {
		return cloudformation.Values{Given: given}, err
	}
	template, err := cloudformation.ReadTemplate(s.template)
	return cloudformation.Values{Given: given, Template: template}, err
}

// A sourceDocument is an API's document in a file: the file itself, or one that a
// template holds.
type sourceDocument struct {
	document *openapi.Document
	values   cloudformation.Values
	name     string // logical id in a template
	stage    string // that the template names
	http     bool   // whether the template says that it is an HTTP API
}

// documents reads the APIs' documents of a file with the flags' values.
func (s *substitution) documents(file string, base map[string]string) ([]sourceDocument, error) {
	values, err := s.values(base)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	doc, err := openapi.Parse(file, data)
	if err != nil {
		return nil, err
	}
	if !cloudformation.IsTemplate(doc) {
		return []sourceDocument{{document: doc, values: values}}, nil
	}
	if values.Template, err = cloudformation.NewTemplate(doc); err != nil {
		return nil, err
	}
	apis, err := values.Template.APIs()
	if err != nil {
		return nil, err
	}
	if len(apis) == 0 {
		return nil, fmt.Errorf("%s defines no API by a document", file)
	}
	var all []sourceDocument
	for _, api := range apis {
		stage, left := cloudformation.Resolve(&openapi.Document{File: file, Root: api.Stage}, values)
		d := sourceDocument{document: api.Document, values: values, name: api.LogicalID, http: api.IsHTTP()}
		if len(left) == 0 {
			d.stage = stage.Root.StringOr("")
		}
		all = append(all, d)
	}
	return all, nil
}

// resolved gives the document with everything put in, or says what misses.
func (d sourceDocument) resolved() (*openapi.Document, error) {
	doc, left := cloudformation.Resolve(d.document, d.values)
	if len(left) > 0 {
		return nil, fmt.Errorf("%s: %w", d.document.File, &cloudformation.UnresolvedError{Places: left})
	}
	return doc, nil
}
