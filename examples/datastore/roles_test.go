package datastore_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/internal/emulator"
)

// A role is the access key of an identity that has one policy.
type role struct{ key, secret string }

func (r role) environment(moto string) map[string]string {
	return map[string]string{"AWS_ENDPOINT_URL": moto, "AWS_ACCESS_KEY_ID": r.key, "AWS_SECRET_ACCESS_KEY": r.secret}
}

func (r role) config(moto string) aws.Config {
	cfg := emulator.Config(moto)
	cfg.Credentials = credentials.NewStaticCredentialsProvider(r.key, r.secret, "")
	return cfg
}

// resources are what apigen.yaml names, as the emulator has it. moto does not
// compare tables: it judges calls of DynamoDB by their action alone, as if they
// were on "*".
var resources = strings.NewReplacer("${Items.Arn}", "*", "${Summaries.Arn}", "arn:aws:s3:::datastore-summaries")

// policy is that of a function's role, as apigen stack writes it from apigen.yaml,
// without what is for the log.
func policy(t *testing.T, function string) string {
	t.Helper()
	type statement struct {
		Effect   string
		Action   []string
		Resource string
	}
	document := struct {
		Version   string
		Statement []statement
	}{Version: "2012-10-17"}
	for resource, actions := range trial.Allowed(t, function) {
		document.Statement = append(document.Statement, statement{"Allow", actions, resources.Replace(resource)})
	}
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// startRoles makes identities with the functions' policies, and one that may
// do everything. From then on the emulator verifies who calls and what they may do.
func startRoles(t *testing.T, moto string) (post, summary, admin role) {
	t.Helper()
	made := func(name, policy string) role {
		t.Helper()
		users := iam.NewFromConfig(emulator.Config(moto))
		if _, err := users.CreateUser(t.Context(), &iam.CreateUserInput{UserName: &name}); err != nil {
			t.Fatal(err)
		}
		if _, err := users.PutUserPolicy(t.Context(), &iam.PutUserPolicyInput{UserName: &name, PolicyName: &name, PolicyDocument: &policy}); err != nil {
			t.Fatal(err)
		}
		out, err := users.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: &name})
		if err != nil {
			t.Fatal(err)
		}
		return role{*out.AccessKey.AccessKeyId, *out.AccessKey.SecretAccessKey}
	}
	post, summary = made("post", policy(t, "post")), made("summary", policy(t, "summary"))
	admin = made("admin", `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}`)

	// https://docs.getmoto.org/en/latest/docs/iam.html
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, moto+"/moto-api/reset-auth", strings.NewReader("0"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if answer, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("switch the verification on: %s %s, %v", resp.Status, answer, err)
	}
	return post, summary, admin
}
