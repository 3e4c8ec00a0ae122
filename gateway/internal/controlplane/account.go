package controlplane

import (
	"strings"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type accountSettings struct {
	CloudWatchRoleARN string   `json:"cloudwatchRoleArn,omitempty"`
	ThrottleSettings  throttle `json:"throttleSettings"`
	Features          []string `json:"features"`
	APIKeyVersion     string   `json:"apiKeyVersion"`
}

// viewAccount shows the account with the service's own throttle, which is not
// applied here: a laptop is slower.
func viewAccount(a state.Account) accountSettings {
	return accountSettings{a.CloudWatchRoleARN, throttle{BurstLimit: 5000, RateLimit: 10000}, []string{"UsagePlans"}, "4"}
}

func (s *Server) getAccount(*request) (answer, error) { return ok(viewAccount(s.Store.Load().Account)) }

func (s *Server) updateAccount(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated state.Account
	err = s.Store.Update(func(d *state.Data) error {
		updated = d.Account
		for _, p := range patches {
			switch {
			case p.Path == "/features" && p.Op == "add" && p.Value == "UsagePlans": // it always has them
			case p.Path == "/features":
				return badRequest("Usage Plans cannot be disabled once enabled")
			case p.Path != "/cloudwatchRoleArn":
				return badRequest("Invalid patch path  '%s' specified for op '%s'. Must be one of: [/cloudwatchRoleArn, /features]", p.Path, p.Op)
			case p.Op == "remove":
				updated.CloudWatchRoleARN = ""
			case p.Op != "replace":
				return badRequest("Invalid patch path  '%s' specified for op '%s'. Please choose supported operations", p.Path, p.Op)
			case p.Value != "" && (!strings.HasPrefix(p.Value, "arn:") || !strings.Contains(p.Value, ":role/")):
				return badRequest("The role ARN is not well formed")
			default:
				updated.CloudWatchRoleARN = p.Value
			}
		}
		d.Account = updated
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewAccount(updated))
}
