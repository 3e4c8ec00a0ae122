package sigv4

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// A Reason is why a request is refused: the service's name of the error.
type Reason string

const (
	MissingToken       Reason = "MissingAuthenticationTokenException"
	Incomplete         Reason = "IncompleteSignatureException"
	InvalidSignature   Reason = "InvalidSignatureException"
	UnrecognizedClient Reason = "UnrecognizedClientException"
	ExpiredToken       Reason = "ExpiredTokenException"
)

// A Refusal says why a request is refused.
type Refusal struct {
	Reason  Reason
	Message string // in the service's words
}

func (r *Refusal) Error() string { return string(r.Reason) + ": " + r.Message }

func base64Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func mismatch(canonical, toSign string) *Refusal {
	return &Refusal{InvalidSignature, "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details." +
		"\n\nThe Canonical String for this request should have been\n'" + canonical + "'\n\nThe String-to-Sign should have been\n'" + toSign + "'\n"}
}

func (v *Verifier) checkScope(s *signature) *Refusal {
	var wrong []string
	if s.region != v.Region {
		wrong = append(wrong, "Credential should be scoped to a valid region, not '"+s.region+"'. ")
	}
	if s.service != v.Service {
		wrong = append(wrong, "Credential should be scoped to correct service: '"+v.Service+"'. ")
	}
	if s.end != terminator {
		wrong = append(wrong, "Credential should be scoped with a valid terminator: '"+terminator+"', not '"+s.end+"'. ")
	}
	if day := s.at.Format(dayForm); s.day != day {
		wrong = append(wrong, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"+s.day+"' != '"+day+"', from '"+s.date+"'. ")
	}
	if wrong == nil {
		return nil
	}
	return &Refusal{InvalidSignature, strings.Join(wrong, "")}
}

func (s *signature) checkTime(now time.Time) *Refusal {
	stamp := func(t time.Time) string { return t.Format(timeForm) }
	if s.at.After(now.Add(skew)) {
		return &Refusal{InvalidSignature, "Signature not yet current: " + stamp(s.at) + " is still later than " + stamp(now.Add(skew)) + " (" + stamp(now) + " + 5 min.)"}
	}
	if s.presigned {
		if end := s.at.Add(s.validFor); now.After(end) {
			return &Refusal{InvalidSignature, "Signature expired: " + stamp(now) + " is now later than " + stamp(end)}
		}
		return nil
	}
	if s.at.Before(now.Add(-skew)) {
		return &Refusal{InvalidSignature, "Signature expired: " + stamp(s.at) + " is now earlier than " + stamp(now.Add(-skew)) + " (" + stamp(now) + " - 5 min.)"}
	}
	return nil
}

// checkHeaders wants what protects the others to be signed: the host, and every
// X-Amz- header there is that says when or who.
func (s *signature) checkHeaders(r *Request) *Refusal {
	need := []string{"host"}
	if !s.presigned {
		for _, name := range []string{"x-amz-date", "x-amz-security-token", "x-amz-content-sha256"} {
			if len(r.Header(name)) > 0 {
				need = append(need, name)
			}
		}
	}
	for _, name := range need {
		if !slices.Contains(s.signedHeaders, name) && !(name == "host" && slices.Contains(s.signedHeaders, ":authority")) {
			return &Refusal{InvalidSignature, "'" + name + "' must be a 'SignedHeader' in the AWS Authorization."}
		}
	}
	return nil
}

// checkBody holds the body against the hash the caller signed in
// X-Amz-Content-Sha256. Without that header the body's own hash was signed.
func checkBody(r *Request, s *signature) *Refusal {
	if said := payloadHash(r, s); said != unsigned && said != hexHash(r.Body) {
		return &Refusal{InvalidSignature, "The provided 'x-amz-content-sha256' header does not match what was computed."}
	}
	return nil
}
