package controlplane

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/apigen-go/apigen/gateway/internal/lambda"
	"github.com/apigen-go/apigen/gateway/internal/state"
)

// functionName gives the function a call names, which may be a name or an ARN,
// with the qualifier of either the name or the query.
func (s *Server) functionName(r *request) (name, qualifier string, err error) {
	name, qualifier = lambda.SplitName(r.PathValue("function"))
	if q := r.query().Get("Qualifier"); q != "" {
		qualifier = q
	}
	if _, ok := s.Functions.Function(name); !ok {
		return "", "", fault(http.StatusNotFound, "ResourceNotFoundException", "Function not found: "+s.functionARN(name, qualifier))
	}
	return name, qualifier, nil
}

func (s *Server) functionARN(name, qualifier string) string {
	arn := s.Functions.ARN(name)
	if qualifier != "" {
		arn += ":" + qualifier
	}
	return arn
}

func (s *Server) getFunction(r *request) (answer, error) {
	name, qualifier, err := s.functionName(r)
	if err != nil {
		return answer{}, err
	}
	f, _ := s.Functions.Function(name)
	version := "$LATEST"
	return ok(map[string]any{
		"Configuration": map[string]any{
			"FunctionName": name, "FunctionArn": s.functionARN(name, qualifier), "Version": version,
			"Runtime": "provided.al2023", "Handler": "bootstrap", "MemorySize": f.Memory,
			"Timeout": int(f.Timeout.Seconds()), "State": "Active", "LastUpdateStatus": "Successful", "PackageType": "Zip",
		},
		"Code": map[string]any{"RepositoryType": "S3"},
		"Tags": map[string]string{},
	})
}

// A statement is one permission in the IAM form GetPolicy and AddPermission
// give it.
type statement struct {
	Sid       string            `json:"Sid"`
	Effect    string            `json:"Effect"`
	Principal map[string]string `json:"Principal"`
	Action    string            `json:"Action"`
	Resource  string            `json:"Resource"`
	Condition map[string]any    `json:"Condition,omitempty"`
}

func (s *Server) statement(name string, p state.Permission) statement {
	out := statement{
		Sid: p.StatementID, Effect: "Allow", Principal: map[string]string{"Service": p.Principal},
		Action: p.Action, Resource: s.functionARN(name, p.Qualifier), Condition: map[string]any{},
	}
	if p.SourceARN != "" {
		out.Condition["ArnLike"] = map[string]string{"AWS:SourceArn": p.SourceARN}
	}
	if p.SourceAccount != "" {
		out.Condition["StringEquals"] = map[string]string{"AWS:SourceAccount": p.SourceAccount}
	}
	return out
}

func (s *Server) addPermission(r *request) (answer, error) {
	name, qualifier, err := s.functionName(r)
	if err != nil {
		return answer{}, err
	}
	var in struct {
		StatementID   string `json:"StatementId"`
		Action        string `json:"Action"`
		Principal     string `json:"Principal"`
		SourceARN     string `json:"SourceArn"`
		SourceAccount string `json:"SourceAccount"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if in.StatementID == "" || in.Action == "" || in.Principal == "" {
		return answer{}, fault(http.StatusBadRequest, "InvalidParameterValueException", "StatementId, Action and Principal are required")
	}
	p := state.Permission{
		StatementID: in.StatementID, Qualifier: qualifier, Action: in.Action, Principal: in.Principal,
		SourceARN: in.SourceARN, SourceAccount: in.SourceAccount,
	}
	err = s.Store.Update(func(d *state.Data) error {
		for _, have := range d.Policies[name] {
			if have.StatementID == p.StatementID && have.Qualifier == qualifier {
				return fault(http.StatusConflict, "ResourceConflictException", "The statement id ("+p.StatementID+
					") provided already exists. Please provide a new statement id, or remove the existing statement.")
			}
		}
		d.Policies[name] = append(slices.Clone(d.Policies[name]), p)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	text, err := json.Marshal(s.statement(name, p))
	if err != nil {
		return answer{}, err
	}
	return created(map[string]string{"Statement": string(text)})
}

func noPolicy() error {
	return fault(http.StatusNotFound, "ResourceNotFoundException", "The resource you requested does not exist.")
}

func (s *Server) getPolicy(r *request) (answer, error) {
	name, qualifier, err := s.functionName(r)
	if err != nil {
		return answer{}, err
	}
	statements := []statement{}
	for _, p := range s.Store.Load().Policies[name] {
		if p.Qualifier == qualifier {
			statements = append(statements, s.statement(name, p))
		}
	}
	if len(statements) == 0 {
		return answer{}, noPolicy()
	}
	text, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Id": "default", "Statement": statements})
	if err != nil {
		return answer{}, err
	}
	return ok(map[string]string{"Policy": string(text), "RevisionId": "00000000-0000-4000-8000-000000000000"})
}

func (s *Server) removePermission(r *request) (answer, error) {
	name, qualifier, err := s.functionName(r)
	if err != nil {
		return answer{}, err
	}
	err = s.Store.Update(func(d *state.Data) error {
		left := slices.DeleteFunc(slices.Clone(d.Policies[name]), func(p state.Permission) bool {
			return p.StatementID == r.PathValue("statement") && p.Qualifier == qualifier
		})
		if len(left) == len(d.Policies[name]) {
			return fault(http.StatusNotFound, "ResourceNotFoundException", "Statement "+r.PathValue("statement")+" is not found in resource policy.")
		}
		d.Policies[name] = left
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return noContent()
}

// invoke calls a function and waits for it.
func (s *Server) invoke(r *request) (answer, error) {
	name, qualifier, err := s.functionName(r)
	if err != nil {
		return answer{}, err
	}
	if kind := r.Header.Get("X-Amz-Invocation-Type"); kind != "" && kind != "RequestResponse" {
		return answer{}, unserved("Invoke with invocation type %s", kind)
	}
	if len(r.body) == 0 {
		r.body = []byte("{}")
	}
	res, err := s.Functions.Invoke(r.Context(), lambda.Invocation{
		Function: name, Qualifier: qualifier, ARN: s.functionARN(name, qualifier),
		Payload: r.body, TraceID: r.Header.Get("X-Amzn-Trace-Id"),
	})
	if err != nil {
		if errors.Is(err, lambda.ErrClosed) {
			return answer{}, fault(http.StatusServiceUnavailable, "ServiceException", err.Error())
		}
		return answer{}, fault(http.StatusBadGateway, "EC2UnexpectedException", err.Error())
	}
	h := http.Header{"Content-Type": {"application/json"}, "X-Amz-Executed-Version": {"$LATEST"}}
	if res.FunctionError != "" {
		h.Set("X-Amz-Function-Error", res.FunctionError)
	}
	return answer{status: http.StatusOK, body: res.Payload, header: h}, nil
}

// query answers calls of the Query protocol: sts:GetCallerIdentity. See
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func (s *Server) query(r *request) (answer, error) {
	form, err := url.ParseQuery(string(r.body))
	if err != nil || form.Get("Action") == "" {
		return answer{}, unserved("POST / without an Action")
	}
	if action := form.Get("Action"); action != "GetCallerIdentity" {
		return answer{}, unserved("%s", action)
	}
	type result struct {
		Arn     string `xml:"Arn"`
		UserID  string `xml:"UserId"`
		Account string `xml:"Account"`
	}
	body, err := xml.Marshal(struct {
		XMLName   xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ GetCallerIdentityResponse"`
		Result    result   `xml:"GetCallerIdentityResult"`
		RequestID string   `xml:"ResponseMetadata>RequestId"`
	}{
		Result:    result{"arn:aws:iam::" + s.AccountID + ":user/local", "AIDALOCAL", s.AccountID},
		RequestID: s.IDs.UUID(),
	})
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, body: body, header: http.Header{"Content-Type": {"text/xml"}}}, nil
}
