package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// upFacts are where a running `apigen up` is and how to call it. Scripts read
// them from up.json, shells from up.env.
type upFacts struct {
	InvokeURL    string `json:"invoke_url"`
	DocsURL      string `json:"docs_url"`
	InspectorURL string `json:"inspector_url"`
	APIKey       string `json:"api_key"`
	Token        string `json:"token"`
	Issuer       string `json:"issuer"`
	WebURL       string `json:"web_url,omitempty"` // of the front end, when it is built
	Endpoint     string `json:"endpoint"`          // of the control plane, for the AWS SDKs
	RestAPIID    string `json:"rest_api_id"`
	Stage        string `json:"stage"`
	PID          int    `json:"pid"`
}

// save writes up.json and up.env into dir. The files hold a key and a token of
// the local gateway, so only the owner may read them.
func (f upFacts) save(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	var env strings.Builder
	for _, v := range []struct{ name, value string }{
		{"INVOKE_URL", f.InvokeURL}, {"DOCS_URL", f.DocsURL}, {"INSPECTOR_URL", f.InspectorURL},
		{"API_KEY", f.APIKey}, {"TOKEN", f.Token}, {"ISSUER", f.Issuer},
		{"WEB_URL", f.WebURL},
	} {
		fmt.Fprintf(&env, "%s='%s'\n", v.name, v.value)
	}
	if err := replaceFile(filepath.Join(dir, "up.env"), []byte(env.String()), 0o600); err != nil {
		return err
	}
	// up.json comes last: whoever waits for it finds both.
	return replaceFile(filepath.Join(dir, "up.json"), append(data, '\n'), 0o600)
}

// runningAt is the address of the gateway of the apigen up that keeps its facts in
// dir, or empty.
func runningAt(dir string) string {
	data, err := os.ReadFile(filepath.Join(dir, "up.json"))
	if err != nil {
		return ""
	}
	var f upFacts
	if json.Unmarshal(data, &f) != nil {
		return ""
	}
	return f.Endpoint
}

// removeFacts takes the files away when they are those of this process.
func removeFacts(dir string) {
	data, err := os.ReadFile(filepath.Join(dir, "up.json"))
	if err != nil {
		return
	}
	var f upFacts
	if json.Unmarshal(data, &f) != nil || f.PID != os.Getpid() {
		return
	}
	os.Remove(filepath.Join(dir, "up.json"))
	os.Remove(filepath.Join(dir, "up.env"))
}
