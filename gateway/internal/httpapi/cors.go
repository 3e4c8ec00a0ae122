package httpapi

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
)

// preflight reports whether the request is a CORS preflight of an API that has a
// CORS configuration.
func (x *exchange) preflight() bool {
	return x.cors() != nil && x.r.Method == http.MethodOptions &&
		x.r.Header.Get("Origin") != "" && x.r.Header.Get("Access-Control-Request-Method") != ""
}

func (x *exchange) cors() *apigw.CORS {
	if x.compiled == nil {
		return nil
	}
	return x.compiled.definition.CORS
}

// addCORS puts the configured headers on an answer, those of errors included,
// when the origin is one of the configured. The backend's own are dropped in any
// case.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
func (x *exchange) addCORS(h http.Header) {
	c := x.cors()
	if c == nil {
		return
	}
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") {
			delete(h, name)
		}
	}
	origin := allowedOrigin(c.AllowOrigins, x.r.Header.Get("Origin"))
	if origin == "" {
		return
	}
	h.Set("Access-Control-Allow-Origin", origin)
	if c.AllowCredentials {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
	list := func(name string, values []string) {
		if len(values) > 0 {
			h.Set(name, strings.Join(values, ","))
		}
	}
	if !x.preflight() {
		list("Access-Control-Expose-Headers", c.ExposeHeaders)
		return
	}
	list("Access-Control-Allow-Methods", c.AllowMethods)
	list("Access-Control-Allow-Headers", c.AllowHeaders)
	if c.MaxAge != nil {
		h.Set("Access-Control-Max-Age", strconv.Itoa(*c.MaxAge))
	}
}

// allowedOrigin gives the value of Access-Control-Allow-Origin; empty is none.
func allowedOrigin(allowed []string, origin string) string {
	if origin == "" {
		return ""
	}
	if slices.Contains(allowed, "*") {
		return "*"
	}
	for _, a := range allowed {
		scheme, any := strings.CutSuffix(a, "*")
		if a == origin || any && strings.HasSuffix(scheme, "://") && strings.HasPrefix(origin, scheme) {
			return origin
		}
	}
	return ""
}
