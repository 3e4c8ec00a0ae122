package serve

import (
	"net/http"
	"os"
	"strings"
)

// CORS is the cross-origin headers of a contract, worked out as API Gateway
// sends them. A nil *CORS sends none.
//
// A Lambda proxy integration leaves the headers of real answers to the
// function, so they are set here; see
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
type CORS struct {
	Origin        string // the one origin that may call, or *; ${Name} stands for a parameter
	AllowHeaders  string // of requests, comma-separated
	ExposeHeaders string // of answers, comma-separated
	MaxAge        string // of preflights, in seconds; empty leaves it to the browser
	Credentials   bool   // cookies and HTTP authentication are allowed
}

// with puts the values of parameters into the origin. A parameter without a
// value leaves no origin.
func (c *CORS) with(params map[string]string) *CORS {
	if c == nil || !strings.Contains(c.Origin, "${") {
		return c
	}
	out := *c
	missing := false
	out.Origin = os.Expand(c.Origin, func(name string) string {
		missing = missing || params[name] == ""
		return params[name]
	})
	if missing {
		out.Origin = ""
	}
	return &out
}

// answer sets the headers of a real answer, errors included.
func (c *CORS) answer(h http.Header) {
	if c == nil {
		return
	}
	c.origin(h)
	if c.Origin != "*" {
		h.Set("Vary", "Origin")
	}
	if c.ExposeHeaders != "" {
		h.Set("Access-Control-Expose-Headers", c.ExposeHeaders)
	}
}

// preflight sets the headers of the answer to a preflight, the same as the mock
// integration of the document.
func (c *CORS) preflight(h http.Header, methods string) {
	c.origin(h)
	h.Set("Access-Control-Allow-Methods", methods)
	if c.AllowHeaders != "" {
		h.Set("Access-Control-Allow-Headers", c.AllowHeaders)
	}
	if c.MaxAge != "" {
		h.Set("Access-Control-Max-Age", c.MaxAge)
	}
}

func (c *CORS) origin(h http.Header) {
	if c.Origin == "" {
		return
	}
	h.Set("Access-Control-Allow-Origin", c.Origin)
	if c.Credentials {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
}
