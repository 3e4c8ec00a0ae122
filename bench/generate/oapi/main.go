// Command oapi has oapi-codegen write an echo server with its strict interface,
// and a client, of the document of a folder: two runs of its own command in one
// process.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "oapi:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	for name, parts := range map[string]codegen.GenerateOptions{
		"server": {EchoServer: true, Strict: true, Models: true},
		"client": {Client: true, Models: true},
	} {
		doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(dir, "api", "openapi.yaml"))
		if err != nil {
			return err
		}
		config := codegen.Configuration{PackageName: name, Generate: parts}
		code, err := codegen.Generate(doc, config.UpdateDefaults())
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name+".gen.txt"), []byte(code), 0o600); err != nil {
			return err
		}
	}
	return nil
}
