package apidiff

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"

	"github.com/apigen-go/apigen/internal/openapi"
)

// callers compares as oasdiff does. What it says of security is left out: the
// gateway's own comparison knows which scheme is an authorizer and which a key.
func callers(old, revised *openapi.Document) ([]Change, error) {
	from, err := spec(old)
	if err != nil {
		return nil, err
	}
	to, err := spec(revised)
	if err != nil {
		return nil, err
	}
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), from, to)
	if err != nil {
		return nil, fmt.Errorf("compare %s with %s: %w", old.File, revised.File, err)
	}
	found := checker.CheckBackwardCompatibilityUntilLevel(checker.NewConfig(checker.GetAllChecks()), report, sources, checker.INFO)
	localize := checker.NewDefaultLocalizer()
	var changes []Change
	for _, c := range found {
		if strings.Contains(c.GetId(), "security") {
			continue
		}
		operation := strings.TrimSpace(c.GetOperation() + " " + c.GetPath())
		changes = append(changes, Change{level(c.GetLevel()), c.GetId(), operation, c.GetUncolorizedText(localize)})
	}
	return changes, nil
}

func level(l checker.Level) Level {
	switch l {
	case checker.ERR:
		return Breaking
	case checker.WARN:
		return Warning
	}
	return Info
}

// spec loads a document with kin-openapi, which oasdiff works on. Preflight
// operations are left out: they are CORS, which the gateway's comparison tells.
func spec(doc *openapi.Document) (*load.SpecInfo, error) {
	root := doc.Root.Clone()
	if paths := root.Get("paths"); paths.Is(openapi.Object) {
		for _, path := range paths.Members {
			if path.Value.Is(openapi.Object) {
				path.Value.Delete("options")
			}
		}
	}
	data, err := root.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doc.File, err)
	}
	if root.Get("swagger") != nil {
		if data, err = converted(data); err != nil {
			return nil, fmt.Errorf("%s: %w", doc.File, err)
		}
	}
	info, err := load.NewSpecInfoFromData(openapi3.NewLoader(), data, doc.File, load.WithFlattenParams(), load.WithLowercaseHeaders())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doc.File, err)
	}
	return info, nil
}

// converted makes OpenAPI 3 of a Swagger 2 document.
func converted(data []byte) ([]byte, error) {
	var old openapi2.T
	if err := json.Unmarshal(data, &old); err != nil {
		return nil, err
	}
	doc, err := openapi2conv.ToV3(&old)
	if err != nil {
		return nil, err
	}
	return doc.MarshalJSON()
}
