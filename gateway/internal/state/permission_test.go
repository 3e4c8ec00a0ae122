package state

import "testing"

// A function may be invoked from where its policy says, for the alias it says.
func TestMayInvoke(t *testing.T) {
	d := newData()
	d.Policies["f"] = []Permission{
		{Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com", SourceARN: "arn:aws:execute-api:r:1:api/*/GET/pets/*"},
		{Action: "lambda:InvokeFunction", Principal: "apigateway.amazonaws.com", SourceAccount: "1", Qualifier: "live"},
		{Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com"},
		{Action: "lambda:GetFunction", Principal: "apigateway.amazonaws.com"},
	}
	for _, tt := range []struct {
		function, qualifier, account, source string
		want                                 bool
	}{
		{"f", "", "1", "arn:aws:execute-api:r:1:api/dev/GET/pets/7", true},
		{"f", "", "1", "arn:aws:execute-api:r:1:api/dev/POST/pets/7", false},
		{"f", "", "1", "arn:aws:execute-api:r:1:other/dev/GET/pets/7", false},
		{"f", "live", "1", "arn:aws:execute-api:r:1:any/dev/POST/x", true},
		{"f", "live", "2", "arn:aws:execute-api:r:2:any/dev/POST/x", false},
		{"g", "", "1", "arn:aws:execute-api:r:1:api/dev/GET/pets/7", false},
	} {
		if got := d.MayInvoke(tt.function, tt.qualifier, tt.account, "arn:none", tt.source); got != tt.want {
			t.Errorf("%+v: got %v", tt, got)
		}
	}
}

// Of a domain's mappings the longest base path that ends with a segment wins.
func TestDomainRoute(t *testing.T) {
	d := &DomainName{Mappings: []BasePathMapping{
		{BasePath: "orders", APIID: "a", Stage: "s"}, {BasePath: "orders/v1", APIID: "b", Stage: "s"},
		{BasePath: NoBasePath, APIID: "c"}, {BasePath: "bare", APIID: "d"},
	}}
	for path, want := range map[string]string{
		"/orders": "a s /", "/orders/7": "a s /7", "/orders/v1": "b s /", "/orders/v1/7": "b s /7", "/orders/v10": "a s /v10",
		"/ordersx/7": "c ordersx /7", "/bare/dev/x": "d dev /x", "/": "c  /",
	} {
		m, rest, ok := d.Route(path)
		if got := m.APIID + " " + m.Stage + " " + rest; !ok || got != want {
			t.Errorf("%s: got %s %v, want %s", path, got, ok, want)
		}
	}
	if _, _, ok := (&DomainName{Mappings: d.Mappings[:2]}).Route("/other"); ok {
		t.Error("/other: no mapping takes it")
	}
}
