package control

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
)

// serves reports whether the stage serves the document with these variables.
func (s *stageState) serves(hash string, variables map[string]string) bool {
	if s == nil || s.made.document != hash {
		return false
	}
	return len(outdated(s.variables, variables)) == 0
}

// outdated lists the variables that have another value, or none, in a stage.
// Variables set by others stay and do not count.
func outdated(have, want map[string]string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if value, ok := have[name]; !ok || value != want[name] {
			names = append(names, name)
		}
	}
	return names
}

var described = regexp.MustCompile(`apigen document ([0-9a-f]{16}) stored ([0-9a-f]{16})(?:, stage ([\w-]+))?(?:, releases ([^\s,]+(?:,[^\s,]+)*))?(?:, revision (\S+))?`)

func readDescription(text string) madeFrom {
	if m := described.FindStringSubmatch(text); m != nil {
		return madeFrom{document: m[1], stored: m[2], stage: m[3], releases: m[4], revision: m[5]}
	}
	return madeFrom{}
}

// describe tells later imports, and people, what a deployment was made from.
func (m madeFrom) describe() string {
	if m.document == "" {
		return strings.TrimSuffix("apigen deployed the live definition as it was, revision "+m.revision, ", revision ")
	}
	text := "apigen document " + m.document + " stored " + m.stored
	if m.stage != "" {
		text += ", stage " + m.stage
	}
	if m.releases != "" {
		text += ", releases " + m.releases
	}
	if m.revision != "" {
		text += ", revision " + m.revision
	}
	return text
}

// digestOf hashes the JSON of a definition.
func digestOf(definition any) (string, error) {
	data, err := json.Marshal(definition)
	if err != nil {
		return "", fmt.Errorf("write the live definition: %w", err)
	}
	return shortHash(data), nil
}

// shortHash is the first half of a SHA-256, enough to notice a change.
func shortHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// settleVariables sets the stage variables that the deployment did not: for a
// stage that existed before, the service does not promise to take them.
func (c *Control) settleVariables(ctx context.Context, api string, cfg Config) error {
	if len(cfg.StageVariables) == 0 {
		return nil
	}
	out, err := c.Gateway.GetStage(ctx, &apigateway.GetStageInput{RestApiId: &api, StageName: &cfg.Stage})
	if err != nil {
		return fmt.Errorf("read stage %s: %w", cfg.Stage, err)
	}
	names := outdated(out.Variables, cfg.StageVariables)
	if len(names) == 0 {
		return nil
	}
	var patch []types.PatchOperation
	for _, name := range names {
		patch = append(patch, types.PatchOperation{Op: types.OpReplace, Path: aws.String("/variables/" + name), Value: aws.String(cfg.StageVariables[name])})
	}
	if _, err := c.Gateway.UpdateStage(ctx, &apigateway.UpdateStageInput{RestApiId: &api, StageName: &cfg.Stage, PatchOperations: patch}); err != nil {
		return fmt.Errorf("set the variables of stage %s: %w", cfg.Stage, err)
	}
	return nil
}
