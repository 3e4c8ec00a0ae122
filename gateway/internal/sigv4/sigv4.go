// Package sigv4 verifies Signature Version 4 as API Gateway does for methods
// with IAM authorization: in the Authorization header or in a presigned query,
// by the access keys it is given.
//
// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	terminator = "aws4_request"
	timeForm   = "20060102T150405Z"
	dayForm    = "20060102"
	// skew is how far the caller's clock may be off.
	skew = 5 * time.Minute
	// unsigned stands for the hash of a body that is not signed.
	unsigned = "UNSIGNED-PAYLOAD"
	// maxPresigned is how long a presigned request may be good.
	maxPresigned = 7 * 24 * time.Hour
)

// A Key is an access key.
type Key struct {
	AccessKeyID     string
	SecretAccessKey string
	// SessionToken makes it a temporary key, which must come with its token.
	SessionToken string
	Expires      time.Time // of a temporary key; zero never
}

// A Verifier verifies requests for one service in one region.
type Verifier struct {
	Region  string
	Service string
	Now     func() time.Time
	// Key gives the access key of that id, or nil.
	Key func(accessKeyID string) *Key
}

// A Request is what is signed of an HTTP request.
type Request struct {
	Method string
	Path   string // as it came over the wire
	Query  string // raw
	Host   string
	// Header gives the values of a header whatever its spelling.
	Header func(name string) []string
	Body   []byte
}

// IsSigned reports whether a request carries a signature, good or bad, in the
// header or the query. Other things may stand in Authorization.
func IsSigned(r *Request) bool {
	return strings.HasPrefix(first(r.Header("Authorization")), "AWS4-") || hasQuery(r.Query, "X-Amz-Algorithm")
}

func hasQuery(raw, name string) bool {
	q, _ := url.ParseQuery(raw) // what cannot be parsed names no algorithm
	return q.Has(name)
}

// A signature is what a request says about itself.
type signature struct {
	presigned     bool
	accessKey     string
	day           string
	region        string
	service       string
	end           string
	signedHeaders []string
	signature     string
	date          string // as it was sent
	at            time.Time
	validFor      time.Duration // of a presigned request
	token         string
}

// Verify gives the key a request is signed with, or says why it is refused, in
// the service's words.
func (v *Verifier) Verify(r *Request) (*Key, *Refusal) {
	s, refusal := read(r)
	if refusal != nil {
		return nil, refusal
	}
	now := v.Now().UTC()
	for _, check := range []func() *Refusal{
		func() *Refusal { return v.checkScope(s) },
		func() *Refusal { return s.checkTime(now) },
		func() *Refusal { return s.checkHeaders(r) },
	} {
		if refusal := check(); refusal != nil {
			return nil, refusal
		}
	}
	key := v.Key(s.accessKey)
	switch {
	case key == nil, subtle.ConstantTimeCompare([]byte(key.SessionToken), []byte(s.token)) != 1:
		return nil, &Refusal{UnrecognizedClient, "The security token included in the request is invalid."}
	case !key.Expires.IsZero() && now.After(key.Expires):
		return nil, &Refusal{ExpiredToken, "The security token included in the request is expired"}
	}
	canonical := canonicalRequest(r, s)
	toSign := strings.Join([]string{algorithm, s.date, s.scope(), hexHash([]byte(canonical))}, "\n")
	want := hex.EncodeToString(mac(s.signingKey(key.SecretAccessKey), toSign))
	if subtle.ConstantTimeCompare([]byte(want), []byte(s.signature)) != 1 {
		return nil, mismatch(canonical, toSign)
	}
	if refusal := checkBody(r, s); refusal != nil {
		return nil, refusal
	}
	return key, nil
}

func (s *signature) scope() string {
	return s.day + "/" + s.region + "/" + s.service + "/" + s.end
}

func (s *signature) signingKey(secret string) []byte {
	k := mac([]byte("AWS4"+secret), s.day)
	for _, part := range []string{s.region, s.service, s.end} {
		k = mac(k, part)
	}
	return k
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func hexHash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// read takes the signature out of a request.
func read(r *Request) (*signature, *Refusal) {
	if value := first(r.Header("Authorization")); value != "" {
		return readHeader(r, value)
	}
	if hasQuery(r.Query, "X-Amz-Algorithm") {
		return readQuery(r)
	}
	return nil, &Refusal{MissingToken, "Missing Authentication Token"}
}

func readHeader(r *Request, value string) (*signature, *Refusal) {
	parts, refusal := parameters(value)
	if refusal != nil {
		return nil, refusal
	}
	s := &signature{signature: parts["Signature"], date: first(r.Header("X-Amz-Date")), token: first(r.Header("X-Amz-Security-Token"))}
	if s.date == "" {
		if at, err := http.ParseTime(first(r.Header("Date"))); err == nil {
			s.date = at.UTC().Format(timeForm)
		}
	}
	var missing []string
	for _, name := range []string{"Credential", "Signature", "SignedHeaders"} {
		if parts[name] == "" {
			missing = append(missing, "Authorization header requires '"+name+"' parameter.")
		}
	}
	if s.date == "" {
		missing = append(missing, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
	}
	if missing != nil {
		return nil, &Refusal{Incomplete, strings.Join(missing, " ") + " (Hashed with SHA-256 and encoded with Base64) Authorization=" + base64Hash(value)}
	}
	s.signedHeaders = strings.Split(parts["SignedHeaders"], ";")
	return s, s.setCredential(parts["Credential"])
}

// parameters takes an Authorization header apart: a scheme, then key=value.
func parameters(value string) (map[string]string, *Refusal) {
	parts := map[string]string{}
	_, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
	for part := range strings.FieldsFuncSeq(rest, func(c rune) bool { return c == ',' || c == ' ' }) {
		key, v, found := strings.Cut(part, "=")
		if !found {
			return nil, &Refusal{Incomplete, "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '" + base64Hash(part) + "'."}
		}
		parts[key] = v
	}
	return parts, nil
}

func readQuery(r *Request) (*signature, *Refusal) {
	q, err := url.ParseQuery(r.Query)
	if err != nil {
		return nil, &Refusal{Incomplete, "The query string cannot be decoded."}
	}
	for _, name := range []string{"X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"} {
		if q.Get(name) == "" {
			return nil, &Refusal{Incomplete, "AWS query-string parameters must include '" + name + "'. Re-examine the query-string parameters."}
		}
	}
	if q.Get("X-Amz-Algorithm") != algorithm {
		return nil, &Refusal{Incomplete, "Unsupported AWS 'algorithm': '" + q.Get("X-Amz-Algorithm") + "'."}
	}
	s := &signature{
		presigned: true, signature: q.Get("X-Amz-Signature"), date: q.Get("X-Amz-Date"), token: q.Get("X-Amz-Security-Token"),
		signedHeaders: strings.Split(q.Get("X-Amz-SignedHeaders"), ";"), validFor: skew,
	}
	if text := q.Get("X-Amz-Expires"); text != "" {
		seconds, err := strconv.Atoi(text)
		if err != nil || seconds < 0 || seconds > int(maxPresigned/time.Second) {
			return nil, &Refusal{InvalidSignature, "X-Amz-Expires must be between 0 and 604800 seconds"}
		}
		s.validFor = time.Duration(seconds) * time.Second
	}
	return s, s.setCredential(q.Get("X-Amz-Credential"))
}

// setCredential reads KEY/DAY/REGION/SERVICE/aws4_request.
func (s *signature) setCredential(credential string) *Refusal {
	parts := strings.Split(credential, "/")
	if len(parts) < 5 {
		return &Refusal{Incomplete, "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '" + credential + "'"}
	}
	n := len(parts)
	s.accessKey = strings.Join(parts[:n-4], "/")
	s.day, s.region, s.service, s.end = parts[n-4], parts[n-3], parts[n-2], parts[n-1]
	var err error
	if s.at, err = time.Parse(timeForm, s.date); err != nil {
		return &Refusal{Incomplete, "Date must be in ISO-8601 'basic format'. Got '" + s.date + "'. See http://en.wikipedia.org/wiki/ISO_8601"}
	}
	return nil
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}
