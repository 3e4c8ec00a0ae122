package datastore_test

import (
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"

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

// dynamoResource is what moto does not compare: it judges calls of DynamoDB by
// their action alone, as if they were on "*".
var dynamoResource = regexp.MustCompile(`"arn:aws:dynamodb:[^"]*"`)

// startRoles makes the identities of the policies in the folder, and one that may
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
	policy := func(name string) string {
		t.Helper()
		text, err := os.ReadFile("policies/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		return dynamoResource.ReplaceAllString(string(text), `"*"`)
	}
	post, summary = made("post", policy("post")), made("summary", policy("summary"))
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
