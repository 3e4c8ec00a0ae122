package control

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/plan"
)

// A grant lets API Gateway invoke a function for a part of an API.
type grant struct {
	function apigw.LambdaFunction
	source   string // ARN of the callers, e.g. arn:aws:execute-api:R:A:API/*/GET/personnel/*
}

// statement is the grant's statement id: the same for the same grant, so that
// adding it again is noticed.
func (g grant) statement(api string) string {
	sum := sha256.Sum256([]byte(g.source))
	return "apigen-" + api + "-" + hex.EncodeToString(sum[:6])
}

// newID stands for the id of an API that does not exist yet.
const newID = "{api}"

// grantsOf lists what an API must be allowed: each function its methods.
// Integrations with credentials use their role and need none.
func grantsOf(api definition, id, region string, acc account, variables map[string]string) (grants []grant, warnings []string) {
	all, warnings := api.Invocations(variables)
	arn := "arn:" + acc.partition + ":execute-api:" + region + ":" + acc.id + ":" + id
	for _, in := range all {
		for _, caller := range in.Callers {
			grants = append(grants, grant{in.Function, arn + "/" + caller})
		}
	}
	return grants, warnings
}

// planPermissions adds the permissions that are missing to the plan.
func (c *Control) planPermissions(ctx context.Context, cfg Config, prep *preparation) error {
	id := newID
	if prep.live != nil {
		id = prep.id()
	}
	missing, warnings, err := c.missingGrants(ctx, prep.want, id, prep.account, cfg.StageVariables)
	if err != nil {
		return err
	}
	prep.grants, prep.warnings = missing, append(prep.warnings, warnings...)
	prep.plan.Items = append(prep.plan.Items, permissionItems(missing, id)...)
	return nil
}

// mostCallers is how many callers of one function a plan names.
const mostCallers = 4

// permissionItems gives an item for each function and qualifier.
func permissionItems(grants []grant, id string) []plan.Item {
	var items []plan.Item
	callers := map[string][]string{}
	for _, g := range grants {
		name := g.function.Name
		if g.function.Qualifier != "" {
			name += ":" + g.function.Qualifier
		}
		if callers[name] == nil {
			items = append(items, plan.Item{Action: plan.Add, Kind: plan.Permission, Name: name})
		}
		_, caller, _ := strings.Cut(g.source, ":"+id+"/")
		callers[name] = append(callers[name], caller)
	}
	for i, item := range items {
		all := callers[item.Name]
		text := "invoke from " + strings.Join(all[:min(len(all), mostCallers)], ", ")
		if more := len(all) - mostCallers; more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
		items[i].Details = []string{text}
	}
	return items
}

// missingGrants leaves out what the functions' policies allow already.
func (c *Control) missingGrants(ctx context.Context, api definition, id string, acc account, variables map[string]string) (missing []grant, warnings []string, err error) {
	grants, warnings := grantsOf(api, id, c.Region, acc, variables)
	return c.notGranted(ctx, grants, warnings, acc)
}

// notGranted gives the grants that the functions' policies do not have.
func (c *Control) notGranted(ctx context.Context, grants []grant, warnings []string, acc account) (missing []grant, _ []string, err error) {
	policies := map[apigw.LambdaFunction][]statement{}
	for _, g := range grants {
		if g.function.Region != c.Region {
			if _, told := policies[g.function]; !told {
				warnings = append(warnings, fmt.Sprintf("function %s is in region %s: allow the API to invoke it there", g.function.Name, g.function.Region))
			}
			policies[g.function] = nil
			continue
		}
		allowed, known := policies[g.function]
		if !known {
			if allowed, err = c.policy(ctx, g.function, acc); err != nil {
				if unsupported(err) {
					return nil, append(warnings, "the endpoint has no Lambda permissions, so none are added"), nil
				}
				return nil, nil, fmt.Errorf("read the policy of function %s: %w", g.function.Name, err)
			}
			policies[g.function] = allowed
		}
		if !slices.ContainsFunc(allowed, func(s statement) bool { return s.allows(g.source, acc.id) }) {
			missing = append(missing, g)
		}
	}
	return missing, warnings, nil
}

// functionName names a function in calls: by name in the own account, else by
// its ARN.
func functionName(f apigw.LambdaFunction, acc account) *string {
	if f.AccountID == acc.id {
		return &f.Name
	}
	f.Qualifier = ""
	return aws.String(f.ARN())
}

func qualifier(f apigw.LambdaFunction) *string {
	if f.Qualifier == "" {
		return nil
	}
	return &f.Qualifier
}

// policy reads the statements of a function's policy. A function without one,
// or that does not exist, has none.
func (c *Control) policy(ctx context.Context, f apigw.LambdaFunction, acc account) ([]statement, error) {
	out, err := c.Functions.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: functionName(f, acc), Qualifier: qualifier(f)})
	if notFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var policy struct{ Statement []statement }
	if err := json.Unmarshal([]byte(aws.ToString(out.Policy)), &policy); err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	return policy.Statement, nil
}

// grantAll adds permissions. A function that does not exist is a warning: it may
// be deployed after the API.
func (c *Control) grantAll(ctx context.Context, grants []grant, id string, acc account) (added, warnings []string, err error) {
	absent := map[apigw.LambdaFunction]bool{}
	for _, g := range grants {
		if absent[g.function] {
			continue
		}
		_, err := c.Functions.AddPermission(ctx, &lambda.AddPermissionInput{
			FunctionName: functionName(g.function, acc),
			Qualifier:    qualifier(g.function),
			StatementId:  aws.String(g.statement(id)),
			Action:       aws.String("lambda:InvokeFunction"),
			Principal:    aws.String("apigateway.amazonaws.com"),
			SourceArn:    aws.String(g.source),
		})
		switch {
		case err == nil:
			added = append(added, g.function.Name+" from "+g.source)
		case hasCode(err, "ResourceConflictException"): // the statement is there
		case notFound(err):
			absent[g.function] = true
			what := "import again when it does, so that the API may invoke it"
			if c.Absent != nil {
				what = c.Absent(g.function.Name)
			}
			warnings = append(warnings, fmt.Sprintf("function %s does not exist; %s", g.function.Name, what))
		case unsupported(err):
			return added, append(warnings, "the endpoint has no Lambda permissions, so none are added"), nil
		default:
			return added, warnings, fmt.Errorf("allow function %s to be invoked: %w", g.function.Name, err)
		}
	}
	return added, warnings, nil
}
