package state

import (
	"slices"

	"github.com/apigen-go/apigen/gateway/internal/policy"
)

// MayInvoke reports whether the resource policy of a function lets API Gateway
// invoke it on behalf of one of the source ARNs. Account is that of the API.
func (d *Data) MayInvoke(function, qualifier, account string, sources ...string) bool {
	for _, p := range d.Policies[function] {
		if p.Qualifier != qualifier || p.Principal != "apigateway.amazonaws.com" {
			continue
		}
		if p.Action != "lambda:InvokeFunction" && p.Action != "lambda:*" && p.Action != "*" {
			continue
		}
		if p.SourceAccount != "" && p.SourceAccount != account {
			continue
		}
		if p.SourceARN == "" || slices.ContainsFunc(sources, func(arn string) bool { return policy.Like(p.SourceARN, arn) }) {
			return true
		}
	}
	return false
}
