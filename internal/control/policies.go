package control

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// Policies are the identity policies that apigen's own credentials need, and those
// of the roles that API Gateway assumes.
type Policies struct {
	Plan  Policy `json:"plan"`  // of verbs that read
	Apply Policy `json:"apply"` // of verbs that change
	// Integrations are what roles of integrations and authorizers need, by the
	// role's ARN.
	Integrations map[string]Policy `json:"integrations,omitempty"`
}

// A Policy is an IAM policy document.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
type Policy struct {
	Version   string
	Statement []PolicyStatement
}

// A PolicyStatement allows actions on resources.
type PolicyStatement struct {
	Sid       string `json:",omitempty"`
	Effect    string
	Action    []string
	Resource  []string
	Condition map[string]map[string]string `json:",omitempty"`
}

// PoliciesFor derives the least privileges from the document: which functions get
// permissions, which roles are passed, whether API keys are made. It makes no
// call. Region and account may be "*". Without cfg.ID the policies take every
// API of the kind in the region, because a new one has no id yet.
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
	prep := &preparation{plane: (&Control{}).planeOf(cfg.Document)}
	if err := prep.document(apigw.ExpandAWS(tree, apigw.Environment{Region: region, AccountID: accountID, Partition: partition})); err != nil {
		return nil, err
	}
	return policiesOf(prep, cfg, region, accountID, partition), nil
}

func policiesOf(prep *preparation, cfg Config, region, accountID, partition string) *Policies {
	id := cfg.ID
	if id == "" {
		id = "*"
	}
	gateway := "arn:" + partition + ":apigateway:" + region + "::"
	functions, roles := invoked(prep.want, cfg, region, account{accountID, partition})
	paths := prep.plane.paths()
	apis := gateway + paths.apis
	read := []PolicyStatement{allow("ReadApi", []string{"apigateway:GET"}, apis, apis+"/"+id, apis+"/"+id+"/*")}
	keyed := cfg.Key != "" && paths.keys
	if keyed {
		read = append(read, allow("ReadKeys", []string{"apigateway:GET"}, gateway+"/apikeys", gateway+"/apikeys/*", gateway+"/usageplans", gateway+"/usageplans/*"))
	}
	mappings := gateway + "/domainnames/" + cfg.Domain + paths.mappings
	mapped := cfg.Domain != "" && cfg.Stage != ""
	if mapped {
		read = append(read, allow("ReadDomain", []string{"apigateway:GET"}, mappings, mappings+"/*"))
	}
	if len(functions) > 0 {
		read = append(read, allow("ReadPermissions", []string{"lambda:GetPolicy"}, functions...))
	}
	apply := slices.Clone(read)
	if cfg.ID == "" {
		apply = append(apply, allow("CreateApi", []string{paths.create}, apis))
	}
	apply = append(apply, allow("ImportApi", []string{"apigateway:PUT"}, apis+"/"+id))
	if api := restOf(prep.want); api != nil && len(api.Policy) > 0 {
		apply = append(apply, allow("SetResourcePolicy", []string{"apigateway:UpdateRestApiPolicy"}, apis, apis+"/"+id))
	}
	if cfg.Stage != "" {
		apply = append(apply, allow("Deploy", []string{"apigateway:POST"}, apis+"/"+id+"/deployments"))
		if paths.stages {
			apply = append(apply, allow("MakeStage", []string{"apigateway:POST"}, apis+"/"+id+"/stages"))
		}
		apply = append(apply,
			allow("Prune", []string{"apigateway:DELETE"}, apis+"/"+id+"/deployments/*"),
			allow("ChangeStage", []string{"apigateway:PATCH"}, apis+"/"+id+"/stages/"+cfg.Stage))
	}
	if mapped {
		apply = append(apply, allow("MapDomain", []string{"apigateway:POST", "apigateway:PATCH"}, mappings, mappings+"/*"))
	}
	if paths.logs != nil && slices.ContainsFunc(cfg.Settings, func(s StageSetting) bool { return s.Path == "/accessLogSettings/destinationArn" }) {
		apply = append(apply, allow("DeliverLogs", paths.logs, "*"))
	}
	if keyed {
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
	return &Policies{Policy{"2012-10-17", read}, Policy{"2012-10-17", apply}, integrationPolicies(prep.want, cfg, region, accountID, partition)}
}

// integrationPolicies gives the roles that API Gateway assumes what their calls need.
// Where the request decides about the resource, it is any, and the statement is called
// NarrowResource.
func integrationPolicies(api definition, cfg Config, region, accountID, partition string) map[string]Policy {
	policies := map[string]Policy{}
	here := strings.NewReplacer("${AWS::Region}", region, "${AWS::AccountId}", accountID, "${AWS::Partition}", partition)
	for _, a := range api.Accesses() {
		if len(a.Actions) == 0 {
			continue
		}
		p, known := policies[a.Role]
		if !known {
			p.Version = "2012-10-17"
		}
		resource, _ := apigw.ExpandStageVariables(here.Replace(a.Resource), cfg.StageVariables)
		s := allow("", a.Actions, resource)
		if resource == "" {
			s = allow("NarrowResource", a.Actions, "*")
		}
		p.Statement = append(p.Statement, s)
		policies[a.Role] = p
	}
	return policies
}

// policyPaths are what policies for a kind of API name.
type policyPaths struct {
	apis     string // /restapis
	create   string // action that makes an API of a document
	stages   bool   // stages are made by a call of their own
	mappings string // of a domain
	keys     bool   // there are API keys and usage plans
	logs     []string
}

func (restPlane) paths() policyPaths {
	return policyPaths{apis: "/restapis", create: "apigateway:POST", mappings: "/basepathmappings", keys: true}
}

// paths are those of
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html
// and, for access logs,
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
func (httpPlane) paths() policyPaths {
	return policyPaths{apis: "/apis", create: "apigateway:PUT", stages: true, mappings: "/apimappings", logs: []string{
		"logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy",
		"logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
	}}
}

func allow(sid string, actions []string, resources ...string) PolicyStatement {
	return PolicyStatement{Sid: sid, Effect: "Allow", Action: actions, Resource: resources}
}

// invoked lists the functions that API Gateway must be allowed to invoke, and the
// roles it assumes.
func invoked(api definition, cfg Config, region string, acc account) (functions, roles []string) {
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
	for _, arn := range api.roles() {
		role(arn)
	}
	return functions, roles
}
