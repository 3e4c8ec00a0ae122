package sigv4

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// canonicalRequest writes a request as it is signed. The path is escaped once
// more, as for every service but S3.
func canonicalRequest(r *Request, s *signature) string {
	var b strings.Builder
	b.WriteString(r.Method + "\n" + canonicalPath(r.Path) + "\n" + canonicalQuery(r.Query) + "\n")
	for _, name := range s.signedHeaders {
		b.WriteString(name + ":" + headerValue(r, name) + "\n")
	}
	b.WriteString("\n" + strings.Join(s.signedHeaders, ";") + "\n" + payloadHash(r, s))
	return b.String()
}

func canonicalPath(path string) string {
	if path == "" {
		return "/"
	}
	return escape(path, true)
}

// canonicalQuery sorts the parameters by name and value, without the signature.
func canonicalQuery(raw string) string {
	type pair struct{ name, value string }
	var pairs []pair
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		if name == "X-Amz-Signature" {
			continue
		}
		pairs = append(pairs, pair{again(name), again(value)})
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.value, b.value))
	})
	texts := make([]string, len(pairs))
	for i, p := range pairs {
		texts[i] = p.name + "=" + p.value
	}
	return strings.Join(texts, "&")
}

// again escapes what came escaped in the one way that is signed.
func again(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil {
		text = decoded
	}
	return escape(text, false)
}

const hexDigits = "0123456789ABCDEF"

func escape(text string, slashes bool) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9',
			c == '-', c == '.', c == '_', c == '~', c == '/' && slashes:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	return b.String()
}

func headerValue(r *Request, name string) string {
	if name == "host" || name == ":authority" {
		return r.Host
	}
	values := r.Header(name)
	if name == "content-length" && len(values) == 0 {
		return strconv.Itoa(len(r.Body)) // servers keep it elsewhere
	}
	trimmed := make([]string, len(values))
	for i, v := range values {
		trimmed[i] = strings.Join(strings.Fields(v), " ")
	}
	return strings.Join(trimmed, ",")
}

// payloadHash is the hash the signature covers: the one the caller says, in the
// header or in a presigned query, else the body's own.
func payloadHash(r *Request, s *signature) string {
	if said := first(r.Header("X-Amz-Content-Sha256")); said != "" {
		return said
	}
	if s.presigned {
		q, _ := url.ParseQuery(r.Query) // was parsed before
		if said := q.Get("X-Amz-Content-Sha256"); said != "" {
			return said
		}
	}
	return hexHash(r.Body)
}
