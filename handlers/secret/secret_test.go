package secret

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The fake answers as the service does, see
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
func TestManager(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req struct{ SecretId string }
		err := json.NewDecoder(r.Body).Decode(&req)
		if err != nil || r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" || !strings.Contains(r.Header.Get("Authorization"), "/eu-west-1/secretsmanager/") {
			t.Errorf("request %s, %v, error %v", r.Header, req, err)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		switch req.SecretId {
		case "text":
			_, _ = w.Write([]byte(`{"Name":"text","SecretString":"{\"username\":\"u\"}"}`))
		case "binary":
			_, _ = w.Write([]byte(`{"Name":"binary","SecretBinary":"AAEC"}`))
		default:
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"__type":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret."}`))
		}
	}))
	defer srv.Close()
	t.Setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", srv.URL)
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "not-a-real-key")
	t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")

	var m Manager
	for _, tt := range []struct{ id, want, err string }{
		{"text", `{"username":"u"}`, ""},
		{"binary", "", "read secret binary: it is binary, want text"},
		{"nowhere", "", "ResourceNotFoundException"},
	} {
		got, err := m.Secret(t.Context(), tt.id)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("Secret(%q) = %q, %v, want %q, %q", tt.id, got, err, tt.want, tt.err)
		}
	}
}
