package problem

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// maxSize is how much of an answer [Decode] reads, in bytes. Problems are small;
// what is longer is something else, or not worth the memory.
const maxSize = 64 << 10

// Write answers a request with p as application/problem+json. A status that is
// none of an error, 400 to 599, becomes 500. The body is safe to look at in a
// browser: it is declared as what it is, and <, > and & are escaped. A server
// leaves the body away by itself when the request was HEAD.
//
// Headers that described the answer that p takes the place of are removed.
func Write(w http.ResponseWriter, p Problem) {
	if p.Status < 400 || p.Status > 599 {
		p.Status = http.StatusInternalServerError
	}
	body, err := json.Marshal(p)
	if err != nil { // every member is a string or a number
		panic("problem: " + err.Error())
	}
	h := w.Header()
	for _, name := range []string{"Cache-Control", "Content-Encoding", "ETag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Content-Type", ContentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the client may be gone; there is nobody else to tell
}

// Decode reads the answer to a request as a problem. It is for clients, and
// never fails: what is not a problem, such as an error of API Gateway itself or
// of a proxy on the way, becomes one with the status of the answer. At most 64
// KiB are read, and the body is left to the caller to close.
func Decode(resp *http.Response) Problem {
	var body []byte
	if resp.Body != nil {
		body, _ = io.ReadAll(io.LimitReader(resp.Body, maxSize)) // half a body still has a status
	}
	return Parse(resp.StatusCode, resp.Header.Get("Content-Type"), body)
}

// Parse is [Decode] for a body that was read already.
//
// Members of a type other than RFC 9457 gives them are ignored, as its section
// 3.1 demands, and so are members it does not know. The status of the answer
// outranks the one in the body. API Gateway's own errors, {"message": "..."} or
// {"Message": "..."}, become the detail.
func Parse(status int, contentType string, body []byte) Problem {
	p := Problem{Status: status, Title: http.StatusText(status)}
	media, _, _ := mime.ParseMediaType(contentType)
	switch {
	case media == ContentType:
		p.decode(body)
	case media == "application/json" || strings.HasSuffix(media, "+json"):
		p.decode(body)
		if p.Detail == "" {
			p.Detail = message(body)
		}
	}
	return p
}

// decode takes the members that body holds.
func (p *Problem) decode(body []byte) {
	var m map[string]json.RawMessage
	if len(body) > maxSize || json.Unmarshal(body, &m) != nil {
		return
	}
	text := func(name string, into *string) {
		var s string
		if raw, ok := m[name]; ok && json.Unmarshal(raw, &s) == nil && s != "" {
			*into = s
		}
	}
	text("type", &p.Type)
	if p.Type == "about:blank" { // the same as none (RFC 9457, section 3.1.1)
		p.Type = ""
	}
	text("title", &p.Title)
	text("detail", &p.Detail)
	text("instance", &p.Instance)
	var items []json.RawMessage
	if json.Unmarshal(m["violations"], &items) != nil {
		return
	}
	for _, raw := range items {
		var v Violation
		if json.Unmarshal(raw, &v) == nil && v != (Violation{}) {
			p.Violations = append(p.Violations, v)
		}
	}
}

// message finds the text of an error of API Gateway, in either spelling.
func message(body []byte) string {
	var m struct {
		Message any `json:"message"` // matches "Message" as well
	}
	if len(body) > maxSize || json.NewDecoder(bytes.NewReader(body)).Decode(&m) != nil {
		return ""
	}
	s, _ := m.Message.(string) // {"message": null} is one of API Gateway's answers
	return s
}
