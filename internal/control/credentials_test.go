package control

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// credentialless is an environment without credentials, in which the metadata service
// of EC2 is the handler. It gives the name of the configuration file.
func credentialless(t *testing.T, metadata http.HandlerFunc) (config string) {
	t.Helper()
	server := httptest.NewServer(metadata)
	t.Cleanup(server.Close)
	dir := t.TempDir()
	config = filepath.Join(dir, "config")
	for _, name := range []string{
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
		"AWS_EC2_METADATA_DISABLED", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
	} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_CONFIG_FILE", config)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(dir, "credentials"))
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.URL)
	return config
}

// TestNoCredentials tells what was looked at, after a moment and without a word of the SDK.
func TestNoCredentials(t *testing.T) {
	refuses := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }
	silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for _, tt := range []struct {
		name     string
		metadata http.HandlerFunc
		env      [2]string
		config   string
		target   Target
		want     []string
	}{
		{name: "nothing at all", metadata: refuses, want: []string{
			"there are no AWS credentials (region eu-west-1)", "AWS_SECRET_ACCESS_KEY: not set", "profile default: neither CONFIG nor",
			"the role of this machine: it has none", "aws sso login", "--profile",
		}},
		{name: "metadata that never answer", metadata: silent, want: []string{"there are no AWS credentials (region eu-west-1)"}},
		{
			name: "a profile without keys", metadata: refuses, config: "[profile work]\nregion = eu-north-1\n",
			target: Target{Profile: "work"}, want: []string{"not looked at, because a profile is named", "profile work: it has none"},
		},
		{name: "half a key", metadata: refuses, env: [2]string{"AWS_ACCESS_KEY_ID", "AKIA"}, want: []string{"only one of them is set"}},
		{
			name: "no such profile", metadata: refuses, config: "[profile work]\nregion = eu-north-1\n",
			target: Target{Profile: "wrok"}, want: []string{"there is no AWS profile wrok in CONFIG", "aws configure --profile wrok makes it"},
		},
		{name: "no such profile in the environment", metadata: refuses, env: [2]string{"AWS_PROFILE", "wrok"}, want: []string{"there is no AWS profile wrok in CONFIG"}},
		{
			name: "a program that fails", metadata: refuses, config: "[default]\ncredential_process = false\n",
			want: []string{"profile default gives no AWS credentials (region eu-west-1): "},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			config := credentialless(t, tt.metadata)
			if tt.env[0] != "" {
				t.Setenv(tt.env[0], tt.env[1])
			}
			if err := os.WriteFile(config, []byte(tt.config), 0o600); err != nil {
				t.Fatal(err)
			}
			tt.target.Region = "eu-west-1"
			start := time.Now()
			said, err := stderrOf(t, func() error { _, err := Connect(t.Context(), tt.target); return err })
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("it took %s to find no credentials", took)
			}
			for _, want := range tt.want {
				if want = strings.ReplaceAll(want, "CONFIG", config); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("got %v, want %q in it", err, want)
				}
			}
			if said != "" {
				t.Errorf("the standard error has %q", said)
			}
		})
	}
}

// stderrOf runs a function and gives what was written to the standard error.
func stderrOf(t *testing.T, run func() error) (string, error) {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	was := os.Stderr
	os.Stderr = file
	defer func() { os.Stderr = was }()
	result := run()
	said, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(said), result
}

// TestMachineCredentials takes those of the machine's role.
func TestMachineCredentials(t *testing.T) {
	credentialless(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.Method + " " + r.URL.Path {
		case "PUT /latest/api/token":
			w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "21600")
			fmt.Fprint(w, "token")
		case "GET /latest/meta-data/iam/security-credentials/":
			fmt.Fprint(w, "deployer")
		case "GET /latest/meta-data/iam/security-credentials/deployer":
			fmt.Fprintf(w, `{"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"ASIA","SecretAccessKey":"s","Token":"t","Expiration":%q}`,
				time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	})
	if _, err := Connect(t.Context(), Target{Region: "eu-west-1"}); err != nil {
		t.Error(err)
	}
}
