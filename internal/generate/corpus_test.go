package generate_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/generate"
	"github.com/apigen-go/apigen/internal/generate/code"
)

// contracts generates from every folder of testdata that has a document.
func contracts(t *testing.T) map[string]*generate.Result {
	t.Helper()
	files, err := filepath.Glob("testdata/*/want.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	results := map[string]*generate.Result{}
	for _, file := range files {
		dir := filepath.Dir(file)
		res, err := generate.Run(t.Context(), generate.Config{Dir: dir, Pattern: ".", Code: code.In(code.Folders{Go: "generated"})})
		if err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		if !res.Diagnostics.HasErrors() {
			results[dir] = res
		}
	}
	return results
}

// TestCorpusSize counts the folders: one folder, one idea, good ones and bad.
func TestCorpusSize(t *testing.T) {
	t.Parallel()
	all, err := filepath.Glob("testdata/*/api.go")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 80 {
		t.Errorf("the corpus has %d folders, want 80 or more", len(all))
	}
}

// TestCorpusCompiles compiles the server and the client of every contract. Their
// files exist for the compiler alone.
func TestCorpusCompiles(t *testing.T) {
	t.Parallel()
	if testing.Short() && os.Getenv("APIGEN_STRICT") != "1" {
		t.Skip("compiles more than a hundred packages")
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	temporary := t.TempDir()
	packages := map[string]bool{}
	for dir, res := range contracts(t) {
		if dir == filepath.Join("testdata", "other-package") {
			continue // it imports a package with a function that does not compile, on purpose
		}
		absolute, err := filepath.Abs(dir)
		if err != nil {
			t.Fatal(err)
		}
		for name, content := range res.Files {
			if !strings.HasSuffix(name, ".go") {
				continue
			}
			file := filepath.Join(temporary, strings.NewReplacer("/", "_").Replace(dir+"/"+name))
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
			overlay.Replace[filepath.Join(absolute, filepath.FromSlash(name))] = file
			packages["./"+filepath.ToSlash(filepath.Dir(filepath.Join(dir, name)))] = true
		}
	}
	data, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(temporary, "overlay.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"build", "-overlay", file}
	for p := range packages {
		args = append(args, p)
	}
	if out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput(); err != nil {
		t.Errorf("go build: %v\n%s", err, out)
	}
}

// placeholder is a value that apigen import and apigen local fill in.
var (
	placeholder = regexp.MustCompile(`\$\{([A-Za-z0-9]+)\}`)
	subdomain   = regexp.MustCompile(`\$\{[A-Za-z0-9]+\}\.`)
	issuer      = regexp.MustCompile(`issuer: "?\$\{[A-Za-z0-9]+\}"?`)
)

// TestCorpusImports imports every document into the local gateway, as a REST API
// or as an HTTP API, which takes it without a warning.
func TestCorpusImports(t *testing.T) {
	t.Parallel()
	gw, err := gateway.Open(t.Context(), gateway.Config{Issuers: map[string]string{"https://issuer.example.com": "us-east-1_staff"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := gw.Close(); err != nil {
			t.Error(err)
		}
	})
	config := aws.Config{Region: "us-east-1", BaseEndpoint: aws.String(gw.URL()), Credentials: credentials.NewStaticCredentialsProvider("id", "secret", "")}
	rest, http := apigateway.NewFromConfig(config), apigatewayv2.NewFromConfig(config)
	for dir, res := range contracts(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			document := issuer.ReplaceAll(res.Document, []byte("issuer: https://issuer.example.com"))
			document = subdomain.ReplaceAll(document, []byte("a1b2c3-ats."))
			document = placeholder.ReplaceAll(document, []byte("arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_pool"))
			var warnings []string
			if res.Contract.HTTP != nil {
				out, err := http.ImportApi(t.Context(), &apigatewayv2.ImportApiInput{Body: aws.String(string(document))})
				if err != nil {
					t.Fatalf("import: %v", err)
				}
				warnings = out.Warnings
			} else {
				in := &apigateway.ImportRestApiInput{Body: document}
				if bytes.Contains(document, []byte("vpcEndpointIds")) { // which a document cannot say otherwise
					in.Parameters = map[string]string{"endpointConfigurationTypes": "PRIVATE"}
				}
				out, err := rest.ImportRestApi(t.Context(), in)
				if err != nil {
					t.Fatalf("import: %v", err)
				}
				warnings = out.Warnings
			}
			for _, warning := range warnings {
				t.Errorf("import: warning %q", warning)
			}
		})
	}
}
