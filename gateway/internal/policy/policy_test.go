package policy

import (
	"strings"
	"testing"
)

const arn = "arn:aws:execute-api:us-east-1:123456789012:api1234567/dev/GET/a/b"

func TestDecide(t *testing.T) {
	t.Parallel()
	jane := "arn:aws:iam::123456789012:user/jane"
	for _, tt := range []struct {
		name      string
		statement string // members of one statement, or whole statements in brackets
		caller    string
		keys      string // "aws:SourceIp=1.2.3.4 ..."
		want      Decision
	}{
		{name: "allow", statement: `"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*"`, want: Allow},
		{name: "actions have no case", statement: `"Effect":"Allow","Action":"Execute-API:invoke","Resource":"*"`, want: Allow},
		{name: "lists", statement: `"Effect":"Allow","Action":["s3:*","execute-api:*"],"Resource":["x","` + arn + `"]`, want: Allow},
		{name: "any action", statement: `"Effect":"Allow","Action":"*","Resource":"*"`, want: Allow},
		{name: "another action", statement: `"Effect":"Allow","Action":"execute-api:InvalidateCache","Resource":"*"`, want: Silent},
		{name: "star crosses slashes", statement: `"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:*:*:api1234567/*"`, want: Allow},
		{name: "question mark is one character", statement: `"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:us-east-1:123456789012:api1234567/de?/G?T/a/?"`, want: Allow},
		{name: "question mark is no empty text", statement: `"Effect":"Allow","Action":"execute-api:Invoke","Resource":"` + arn + `?"`, want: Silent},
		{name: "resources have case", statement: `"Effect":"Allow","Action":"execute-api:Invoke","Resource":"` + strings.Replace(arn, "GET", "get", 1) + `"`, want: Silent},
		{name: "the short form", statement: `"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/dev/GET/*"`, want: Allow},
		{name: "the short form with a star alone", statement: `"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"`, want: Allow},
		{name: "the short form of another stage", statement: `"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/prod/*"`, want: Silent},
		{name: "not this action", statement: `"Effect":"Allow","NotAction":"execute-api:Invoke","Resource":"*"`, want: Silent},
		{name: "any but another action", statement: `"Effect":"Allow","NotAction":"execute-api:ManageConnections","Resource":"*"`, want: Allow},
		{name: "not this resource", statement: `"Effect":"Deny","Action":"*","NotResource":"arn:*/GET/*"`, want: Silent},
		{name: "any but another resource", statement: `"Effect":"Deny","Action":"*","NotResource":"arn:*/POST/*"`, want: Deny},
		{name: "deny over allow, whatever the order", statement: `[{"Effect":"Deny","Action":"*","Resource":"*"},{"Effect":"Allow","Action":"*","Resource":"*"}]`, want: Deny},
		{name: "allow first", statement: `[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*/a/b"}]`, want: Deny},
		{name: "everybody", statement: `"Effect":"Allow","Principal":{"AWS":"*"},"Action":"*","Resource":"*"`, want: Allow},
		{name: "somebody", statement: `"Effect":"Allow","Principal":{"AWS":"` + jane + `"},"Action":"*","Resource":"*"`, want: Silent},
		{name: "this caller", statement: `"Effect":"Allow","Principal":{"AWS":["x","` + jane + `"]},"Action":"*","Resource":"*"`, caller: jane, want: Allow},
		{name: "the caller's account", statement: `"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"*","Resource":"*"`, caller: jane, want: Allow},
		{name: "the account's root", statement: `"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"*","Resource":"*"`, caller: jane, want: Allow},
		{name: "a service is no caller", statement: `"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"*","Resource":"*"`, caller: jane, want: Silent},
		{name: "not this principal", statement: `"Effect":"Deny","NotPrincipal":{"AWS":"` + jane + `"},"Action":"*","Resource":"*"`, caller: jane, want: Silent},
		{name: "a variable", statement: `"Effect":"Allow","Action":"*","Resource":"arn:*/${aws:username}/b"`, keys: "aws:username=a", want: Allow},
		{name: "a variable without a value", statement: `"Effect":"Allow","Action":"*","Resource":"arn:*/${aws:username}/b"`, want: Silent},
		{name: "IP inside", statement: ifKey("IpAddress", "aws:SourceIp", `["10.0.0.0/8","1.2.3.4"]`), keys: "aws:SourceIp=10.1.2.3", want: Allow},
		{name: "one IP", statement: ifKey("IpAddress", "aws:SourceIp", `"1.2.3.4"`), keys: "aws:SourceIp=1.2.3.4", want: Allow},
		{name: "IP outside", statement: ifKey("IpAddress", "aws:SourceIp", `"10.0.0.0/8"`), keys: "aws:SourceIp=11.1.2.3", want: Silent},
		{name: "IPv6", statement: ifKey("IpAddress", "aws:SourceIp", `"2001:db8::/32"`), keys: "aws:SourceIp=2001:db8::7", want: Allow},
		{name: "not IP", statement: ifKey("NotIpAddress", "aws:SourceIp", `["10.0.0.0/8","11.0.0.0/8"]`), keys: "aws:SourceIp=11.1.2.3", want: Silent},
		{name: "not IP without IP", statement: ifKey("NotIpAddress", "aws:SourceIp", `"10.0.0.0/8"`), want: Allow},
		{name: "VPC endpoint", statement: ifKey("StringEquals", "aws:SourceVpce", `"vpce-1"`), keys: "aws:sourcevpce=vpce-1", want: Allow},
		{name: "another VPC endpoint", statement: ifKey("StringNotEquals", "aws:SourceVpce", `"vpce-1"`), keys: "aws:SourceVpce=vpce-2", want: Allow},
		{name: "no VPC endpoint", statement: ifKey("StringEquals", "aws:SourceVpce", `"vpce-1"`), want: Silent},
		{name: "if it exists", statement: ifKey("StringEqualsIfExists", "aws:SourceVpce", `"vpce-1"`), want: Allow},
		{name: "null", statement: ifKey("Null", "aws:SourceVpce", `true`), want: Allow},
		{name: "not null", statement: ifKey("Null", "aws:SourceVpce", `"false"`), want: Silent},
		{name: "like", statement: ifKey("StringLike", "aws:UserAgent", `"curl/*"`), keys: "aws:UserAgent=curl/8", want: Allow},
		{name: "bool", statement: ifKey("Bool", "aws:SecureTransport", `"true"`), keys: "aws:SecureTransport=true", want: Allow},
		{name: "number", statement: ifKey("NumericLessThan", "aws:MultiFactorAuthAge", `300`), keys: "aws:MultiFactorAuthAge=299", want: Allow},
		{name: "date", statement: ifKey("DateGreaterThan", "aws:CurrentTime", `"2026-01-01T00:00:00Z"`), keys: "aws:CurrentTime=2026-07-01T00:00:00Z", want: Allow},
		{name: "epoch time", statement: ifKey("DateLessThan", "aws:EpochTime", `"2026-01-01T00:00:00Z"`), keys: "aws:EpochTime=1782000000", want: Silent},
		{name: "ARN", statement: ifKey("ArnLike", "aws:PrincipalArn", `"arn:aws:iam::*:user/*"`), keys: "aws:PrincipalArn=" + jane, want: Allow},
		{name: "a wildcard stays within its part of an ARN", statement: ifKey("ArnLike", "aws:PrincipalArn", `"arn:*:user/jane"`), keys: "aws:PrincipalArn=" + jane, want: Silent},
		{name: "any value", statement: ifKey("ForAnyValue:StringEquals", "k", `["a","b"]`), keys: "k=b k=c", want: Allow},
		{name: "all values", statement: ifKey("ForAllValues:StringEquals", "k", `["a","b"]`), keys: "k=b k=c", want: Silent},
		{name: "two conditions", statement: `"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"a":"1"},"StringLike":{"b":"2*"}}`, keys: "a=1 b=3", want: Silent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := tt.statement
			if !strings.HasPrefix(text, "[") {
				text = "{" + text + "}"
			}
			d, err := Parse([]byte(`{"Version":"2012-10-17","Statement":` + text + `}`))
			if err != nil {
				t.Fatal(err)
			}
			r := &Request{Action: Invoke, Resource: arn, Caller: tt.caller, Account: "123456789012", Keys: map[string][]string{}}
			for pair := range strings.FieldsSeq(tt.keys) {
				key, value, _ := strings.Cut(pair, "=")
				r.Keys[strings.ToLower(key)] = append(r.Keys[strings.ToLower(key)], value)
			}
			if got := d.Decide(r); got != tt.want {
				t.Errorf("the policy %s, want one that %s", got, tt.want)
			}
		})
	}
	if got := (*Document)(nil).Decide(&Request{}); got != Silent {
		t.Errorf("no policy %s", got)
	}
}

func ifKey(operator, key, want string) string {
	return `"Effect":"Allow","Action":"*","Resource":"*","Condition":{"` + operator + `":{"` + key + `":` + want + `}}`
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		``, `null`, `{}`, `{"Statement":[]}`, `{"Statement":[null]}`, `{"Statement":"x"}`,
		`{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}`,
		`{"Statement":{"Effect":"Allow","Resource":"*"}}`,
		`{"Statement":{"Effect":"Allow","Action":"*"}}`,
		`{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}}`,
		`{"Statement":{"Effect":"Allow","Action":{},"Resource":"*"}}`,
		`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"jane"}}`,
		`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringIs":{"a":"b"}}}}`,
	} {
		if d, err := Parse([]byte(text)); err == nil {
			t.Errorf("Parse(%s): got %+v, want an error", text, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"*","Resource":"execute-api:/*","Condition":{"NotIpAddress":{"aws:SourceIp":["10.0.0.0/8"]}}}]}`)
	f.Add(`{"Statement":{"Effect":"Allow","NotAction":["a"],"NotResource":"${aws:username,'x'}","Condition":{"ForAllValues:DateLessThan":{"a":1}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse([]byte(text))
		if err != nil {
			return
		}
		r := &Request{Action: Invoke, Resource: arn, Keys: map[string][]string{"aws:sourceip": {"10.0.0.1"}, "a": {"1", "b"}}}
		if first, second := d.Decide(r), d.Decide(r); first != second {
			t.Errorf("%s once %s and once %s", text, first, second)
		}
	})
}
