package control

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// Policies are the identity policies that apigen's own credentials need.
type Policies struct {
	Plan  Policy `json:"plan"`  // of verbs that read
	Apply Policy `json:"apply"` // of verbs that change
}

// A Policy is an IAM policy document.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
type Policy struct {
	Version   string
	Statement []PolicyStatement
}

// A PolicyStatement allows actions on resources.
type PolicyStatement struct {
	Sid       string
	Effect    string
	Action    []string
	Resource  []string
	Condition map[string]map[string]string `json:",omitempty"`
}

// PoliciesFor derives the least privileges from the document: which functions get
// permissions, which roles are passed, whether API keys are made. It makes no
// call. Region and account may be "*". Without cfg.ID the policies take every
// REST API of the region, because a new one has no id yet.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
func PoliciesFor(cfg Config, region, accountID string) (*Policies, error) {
	tree, err := withParameters(cfg)
	if err != nil {
		return nil, err
	}
	partition := "aws"
	switch {
	case strings.HasPrefix(region, "cn-"):
		partition = "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		partition = "aws-us-gov"
	}
	prep := &preparation{}
	if err := prep.document(apigw.ExpandAWS(tree, apigw.Environment{Region: region, AccountID: accountID, Partition: partition})); err != nil {
		return nil, err
	}
	return policiesOf(prep.want, cfg, region, accountID, partition), nil
}

func policiesOf(api *apigw.RestAPI, cfg Config, region, accountID, partition string) *Policies {
	id := cfg.ID
	if id == "" {
		id = "*"
	}
	gateway := "arn:" + partition + ":apigateway:" + region + "::"
	functions, roles := invoked(api, cfg, region, account{accountID, partition})
	read := []PolicyStatement{allow("ReadApi", []string{"apigateway:GET"}, gateway+"/restapis", gateway+"/restapis/"+id, gateway+"/restapis/"+id+"/*")}
	if cfg.Key != "" {
		read = append(read, allow("ReadKeys", []string{"apigateway:GET"}, gateway+"/apikeys", gateway+"/apikeys/*", gateway+"/usageplans", gateway+"/usageplans/*"))
	}
	if len(functions) > 0 {
		read = append(read, allow("ReadPermissions", []string{"lambda:GetPolicy"}, functions...))
	}
	apply := slices.Clone(read)
	if cfg.ID == "" {
		apply = append(apply, allow("CreateApi", []string{"apigateway:POST"}, gateway+"/restapis"))
	}
	apply = append(apply, allow("ImportApi", []string{"apigateway:PUT"}, gateway+"/restapis/"+id))
	if len(api.Policy) > 0 {
		apply = append(apply, allow("SetResourcePolicy", []string{"apigateway:UpdateRestApiPolicy"}, gateway+"/restapis", gateway+"/restapis/"+id))
	}
	if cfg.Stage != "" {
		apply = append(apply,
			allow("Deploy", []string{"apigateway:POST"}, gateway+"/restapis/"+id+"/deployments"),
			allow("Prune", []string{"apigateway:DELETE"}, gateway+"/restapis/"+id+"/deployments/*"),
			allow("ChangeStage", []string{"apigateway:PATCH"}, gateway+"/restapis/"+id+"/stages/"+cfg.Stage))
	}
	if cfg.Key != "" {
		apply = append(apply, allow("MakeKeys", []string{"apigateway:POST", "apigateway:PATCH"},
			gateway+"/apikeys", gateway+"/usageplans", gateway+"/usageplans/*", gateway+"/usageplans/*/keys"))
	}
	if len(functions) > 0 {
		s := allow("ChangePermissions", []string{"lambda:AddPermission", "lambda:RemovePermission"}, functions...)
		s.Condition = map[string]map[string]string{"StringEquals": {"lambda:Principal": "apigateway.amazonaws.com"}}
		apply = append(apply, s)
	}
	if len(roles) > 0 {
		s := allow("PassRoles", []string{"iam:PassRole"}, roles...)
		s.Condition = map[string]map[string]string{"StringEquals": {"iam:PassedToService": "apigateway.amazonaws.com"}}
		apply = append(apply, s)
	}
	return &Policies{Policy{"2012-10-17", read}, Policy{"2012-10-17", apply}}
}

func allow(sid string, actions []string, resources ...string) PolicyStatement {
	return PolicyStatement{Sid: sid, Effect: "Allow", Action: actions, Resource: resources}
}

// invoked lists the functions that API Gateway must be allowed to invoke, and the
// roles it assumes.
func invoked(api *apigw.RestAPI, cfg Config, region string, acc account) (functions, roles []string) {
	grants, _ := grantsOf(api, "*", region, acc, cfg.StageVariables)
	for _, g := range grants {
		f := g.function
		f.Qualifier = "" // permissions of aliases are made on the function
		if arn := f.ARN(); !slices.Contains(functions, arn) {
			functions = append(functions, arn)
		}
	}
	role := func(arn string) {
		if arn != "" && arn != "arn:aws:iam::*:user/*" && !slices.Contains(roles, arn) {
			roles = append(roles, arn)
		}
	}
	for m := range api.Methods() {
		if m.Integration != nil {
			role(m.Integration.Credentials)
		}
	}
	for _, a := range api.Authorizers {
		role(a.Credentials)
	}
	return functions, roles
}
