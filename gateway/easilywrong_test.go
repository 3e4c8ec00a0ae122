package gateway_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/apigen-go/apigen/gateway"
)

// What emulators of API Gateway get wrong most easily, for REST APIs, each by a
// subtest with the behaviour's name. They go the whole way: a document, a
// request, an answer. Where the rules come from stands beside the tests of the
// packages, which have the details; HTTP APIs have theirs in http_test.go,
// httpauth_test.go and httpbackends_test.go.

// A corner is an API whose function echoes its event or gives a fixed answer.
type corner struct {
	*gateway.Running
	t      *testing.T
	event  map[string]any
	answer string
	failed error
}

const echoURI = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:%s/invocations"

// proxy is a method with a Lambda proxy integration; more are further members of
// the method.
func proxy(more string) string {
	return `{"responses":{"200":{"description":"OK"}},"x-amazon-apigateway-integration":{"type":"aws_proxy","httpMethod":"POST","uri":"` + fmt.Sprintf(echoURI, "f") + `"}` + more + `}`
}

// mockOf is a method with a mock integration of a request and a response
// template.
func mockOf(request, response string) string {
	in, _ := json.Marshal(request)
	out, _ := json.Marshal(response)
	return `{"responses":{"200":{"description":"OK"}},"x-amazon-apigateway-integration":{"type":"mock","requestTemplates":{"application/json":` + string(in) + `},"responses":{"default":{"statusCode":"200","responseTemplates":{"application/json":` + string(out) + `}}}}}`
}

// corners starts an API with these paths, as JSON, and further members of the
// document.
func corners(t *testing.T, paths, more string, options ...gateway.Option) *corner {
	t.Helper()
	c := &corner{t: t}
	options = append(options, gateway.DocumentText(`{"openapi":"3.0.1","info":{"title":"corners","version":"1"},"paths":{`+paths+`}`+more+`}`),
		gateway.Function("f", func(_ context.Context, payload []byte) ([]byte, error) {
			c.event = nil
			if err := json.Unmarshal(payload, &c.event); err != nil {
				return nil, err
			}
			return []byte(c.answer), c.failed
		}))
	c.answer = `{}`
	c.Running = gateway.Start(t, options...)
	return c
}

// ask makes a request below the stage and gives status and body in one text.
func (c *corner) ask(verb, target, body string, header ...string) (string, http.Header) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), verb, c.URL()+target, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header[header[i]] = append(req.Header[header[i]], header[i+1])
	}
	resp, err := c.Client().Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return strings.TrimSpace(fmt.Sprint(resp.StatusCode, " ", string(text))), resp.Header
}

func (c *corner) want(verb, target, body, want string, header ...string) {
	c.t.Helper()
	if got, _ := c.ask(verb, target, body, header...); got != want {
		c.t.Errorf("%s %s: got %s, want %s", verb, target, got, want)
	}
}

const (
	missing  = `403 {"message":"Missing Authentication Token"}`
	internal = `{"message": "Internal server error"}`
)

func TestEasilyWrongRouting(t *testing.T) {
	t.Parallel()
	t.Run("1 an unknown route and a wrong method are 403, and HEAD is no GET", func(t *testing.T) {
		t.Parallel()
		c := corners(t, `"/a":{"get":`+proxy("")+`}`, "")
		c.want("GET", "/b", "", missing)
		c.want("POST", "/a", "", missing)
		if got, _ := c.ask("HEAD", "/a", ""); !strings.HasPrefix(got, "403") {
			t.Errorf("HEAD: %s", got)
		}
	})
	t.Run("2 matching backtracks to the greedy resource, and ANY of the specific one beats it", func(t *testing.T) {
		t.Parallel()
		c := corners(t, `"/test":{"post":`+mockOf(`{"statusCode":200}`, "test")+`},"/test/any":{"x-amazon-apigateway-any-method":`+mockOf(`{"statusCode":200}`, "any")+`},"/{proxy+}":{"options":`+mockOf(`{"statusCode":200}`, "greedy")+`}`, "")
		c.want("OPTIONS", "/test", "", "200 greedy")
		c.want("POST", "/test", "", "200 test")
		c.want("OPTIONS", "/test/any", "", "200 any")
		c.want("GET", "/test", "", missing)
	})
	t.Run("3 a wrong stage is 403 Forbidden", func(t *testing.T) {
		t.Parallel()
		c := corners(t, `"/a":{"get":`+proxy("")+`}`, "")
		resp, err := c.Client().Get(c.InvokeURL(c.APIID(), "nothing") + "/a")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if b, _ := io.ReadAll(resp.Body); resp.StatusCode != 403 || string(b) != `{"message":"Forbidden"}` {
			t.Errorf("got %d %s", resp.StatusCode, b)
		}
	})
	t.Run("4 to 7 paths stay encoded, queries do not, and what is empty is null", func(t *testing.T) {
		t.Parallel()
		c := corners(t, `"/{proxy+}":{"get":`+proxy("")+`}`, "", gateway.Stage("stage", nil))
		c.ask("GET", "//a%2Bb/c//d/?x=1&x=a%2Bb+c&empty=", "")
		context := c.event["requestContext"].(map[string]any)
		for name, pair := range map[string][2]any{
			"path":                {c.event["path"], "/a%2Bb/c//d/"},
			"requestContext.path": {context["path"], "/stage//a%2Bb/c//d/"},
			"proxy":               {c.event["pathParameters"].(map[string]any)["proxy"], "a%2Bb/c//d"},
			"x":                   {c.event["queryStringParameters"].(map[string]any)["x"], "a+b c"},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: got %v, want %v", name, pair[0], pair[1])
			}
		}
		c.ask("GET", "/a", "")
		for _, name := range []string{"queryStringParameters", "multiValueQueryStringParameters", "stageVariables", "body"} {
			if value, there := c.event[name]; !there || value != nil {
				t.Errorf("%s: got %v, there %t, want null", name, value, there)
			}
		}
	})
}

func TestEasilyWrongAnswers(t *testing.T) {
	t.Parallel()
	t.Run("9 malformed answers of functions are 502, an empty one is 200", func(t *testing.T) {
		t.Parallel()
		c := corners(t, `"/a":{"get":`+proxy("")+`}`, "")
		for answer, want := range map[string]string{
			`{}`: "200", `{"statusCode":"201","body":"x"}`: "201 x", `{"body":"x"}`: "200 x",
			`{"statusCode":"test"}`: "502 " + internal, `{"statusCode":200,"wrong":1}`: "502 " + internal,
			`{"multiValueHeaders":{"a":"b"}}`: "502 " + internal, `"text"`: "502 " + internal,
		} {
			c.answer = answer
			c.want("GET", "/a", "", want)
		}
		c.failed = fmt.Errorf("boom")
		c.want("GET", "/a", "", "502 "+internal)
	})
	t.Run("10 multi values come first, in their spelling", func(t *testing.T) {
		t.Parallel()
		c := corners(t, `"/a":{"get":`+proxy("")+`}`, "")
		c.answer = `{"multiValueHeaders":{"tesT-Multi":["1","2"]},"headers":{"test-multi":"3"}}`
		if _, h := c.ask("GET", "/a", ""); strings.Join(h["Test-Multi"], ",") != "1,2,3" {
			t.Errorf("got %v", h)
		}
	})
	t.Run("11 base64 is decoded when the first Accept type is exactly a binary type", func(t *testing.T) {
		t.Parallel()
		c := corners(t, `"/a":{"get":`+proxy("")+`}`, `,"x-amazon-apigateway-binary-media-types":["image/png"]`)
		c.answer = `{"body":"aGk=","isBase64Encoded":true,"headers":{"Content-Type":"image/png"}}`
		for accept, want := range map[string]string{"image/png": "200 hi", "image/png;q=0.8,*/*": "200 hi", "*/*": "200 aGk=", "image/*": "200 aGk=", "text/html,image/png": "200 aGk="} {
			c.want("GET", "/a", "", want, "Accept", accept)
		}
		c.answer = `{"body":"!","isBase64Encoded":true}`
		c.want("GET", "/a", "", "500 "+internal, "Accept", "image/png")
	})
	t.Run("14 headers come back remapped, and some may not be mapped", func(t *testing.T) {
		t.Parallel()
		illegal := strings.Replace(proxy(""), `"type":`, `"requestParameters":{"integration.request.header.Content-Length":"'0'"},"type":`, 1)
		c := corners(t, `"/a":{"get":`+proxy("")+`},"/b":{"get":`+illegal+`}`, "")
		c.answer = `{"headers":{"Server":"mine","WWW-Authenticate":"Basic","Transfer-Encoding":"chunked"}}`
		if _, h := c.ask("GET", "/a", ""); h.Get("x-amzn-Remapped-Server") != "mine" || h.Get("x-amzn-Remapped-WWW-Authenticate") != "Basic" || h.Get("Transfer-Encoding") != "" {
			t.Errorf("got %v", h)
		}
		c.want("GET", "/b", "", "500 "+internal)
	})
	t.Run("15 X-Amzn-Trace-Id is not on mocks, HTTP_PROXY and gateway responses", func(t *testing.T) {
		t.Parallel()
		backend := httptest.NewServer(http.NotFoundHandler())
		t.Cleanup(backend.Close)
		passed := `{"responses":{"200":{"description":"OK"}},"x-amazon-apigateway-integration":{"type":"http_proxy","httpMethod":"GET","uri":"` + backend.URL + `"}}`
		c := corners(t, `"/mock":{"get":`+mockOf(`{"statusCode":200}`, "")+`},"/f":{"get":`+proxy("")+`},"/passed":{"get":`+passed+`}`, "")
		for path, want := range map[string]bool{"/mock": false, "/nothing": false, "/passed": false, "/f": true} {
			if _, h := c.ask("GET", path, ""); (h.Get("X-Amzn-Trace-Id") != "") != want {
				t.Errorf("%s: got %v", path, h)
			}
		}
	})
	t.Run("16 mocks read what is almost JSON, and overrides of the request template live on", func(t *testing.T) {
		t.Parallel()
		c := corners(t, `"/plain":{"get":`+mockOf(`{statusCode: 200}`, "ok")+`},"/comma":{"get":`+mockOf(`{"statusCode": 200 ,, }`, "ok")+
			`},"/text":{"get":`+mockOf(`{"statusCode": "200"}`, "ok")+`},"/override":{"get":`+mockOf(`#set($context.responseOverride.status = 444){"statusCode": 200}`, "ok")+`}`, "")
		c.want("GET", "/plain", "", "200 ok")
		c.want("GET", "/comma", "", "200 ok")
		c.want("GET", "/text", "", "500 "+internal)
		c.want("GET", "/override", "", "444 ok")
	})
	t.Run("18 a function that fails is 502, one that takes too long 504", func(t *testing.T) {
		t.Parallel()
		slow := strings.Replace(proxy(""), `"type":`, `"timeoutInMillis":50,"type":`, 1)
		slow = strings.Replace(slow, "function:f/", "function:slow/", 1)
		c := corners(t, `"/slow":{"get":`+slow+`},"/a":{"get":`+proxy("")+`}`, "",
			gateway.Function("slow", func(ctx context.Context, _ []byte) ([]byte, error) { <-ctx.Done(); return nil, ctx.Err() }),
			gateway.With(func(g *gateway.Config) { g.Functions[0].Timeout = 200 * time.Millisecond }))
		c.want("GET", "/slow", "", `504 {"message": "Endpoint request timed out"}`)
		c.failed = fmt.Errorf("boom")
		c.want("GET", "/a", "", "502 "+internal)
	})
	t.Run("21 gateway responses inherit nothing, and have no CORS of their own", func(t *testing.T) {
		t.Parallel()
		c := corners(t, `"/a":{"options":`+mockOf(`{"statusCode":200}`, "")+`,"get":`+proxy(`,"security":[{"key":[]}]`)+`}`,
			`,"components":{"securitySchemes":{"key":{"type":"apiKey","in":"header","name":"x-api-key"}}},"x-amazon-apigateway-binary-media-types":["*/*"],"x-amazon-apigateway-gateway-responses":{"INVALID_API_KEY":{"statusCode":"409"},"DEFAULT_4XX":{"statusCode":"499","responseParameters":{"gatewayresponse.header.Access-Control-Allow-Origin":"'*'"}}}`)
		if got, h := c.ask("GET", "/a", ""); got != `409 {"message":"Forbidden"}` || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("a type that is set: %s %v", got, h)
		}
		if got, h := c.ask("GET", "/b", ""); !strings.HasPrefix(got, "499 ") || h.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("a type that is not: %s %v", got, h)
		}
		c.want("OPTIONS", "/a", "", "500 "+internal)
	})
}

func TestEasilyWrongBackends(t *testing.T) {
	t.Parallel()
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_ = json.NewEncoder(w).Encode(map[string]any{"headers": r.Header, "query": r.URL.RawQuery})
	}))
	t.Cleanup(backend.Close)
	method := func(kind, more string) string {
		return `{"parameters":[{"name":"q","in":"query","schema":{"type":"string"}}],"responses":{"200":{"description":"OK"}},"x-amazon-apigateway-integration":{"type":"` + kind + `","httpMethod":"GET","uri":"` + backend.URL + `/x?testVar=foobar","responses":{"default":{"statusCode":"200"}}` + more + `}}`
	}
	c := corners(t, `"/http":{"get":`+method("http", "")+`},"/proxy":{"get":`+method("http_proxy", `,"requestParameters":{"integration.request.querystring.testVar":"method.request.querystring.q"}`)+`}`, "")
	t.Run("12 an HTTP integration passes no header on and has its own", func(t *testing.T) {
		got, _ := c.ask("GET", "/http", "", "X-Mine", "1", "User-Agent", "mine", "Accept", "text/html")
		for _, want := range []string{`"Accept":["application/json"]`, `"User-Agent":["AmazonAPIGateway_`, `"X-Amzn-Apigateway-Api-Id":["`} {
			if !strings.Contains(got, want) {
				t.Errorf("no %s in %s", want, got)
			}
		}
		if strings.Contains(got, "X-Mine") {
			t.Errorf("the caller's header got through: %s", got)
		}
	})
	t.Run("13 HTTP_PROXY maps parameters, and query values append", func(t *testing.T) {
		if got, _ := c.ask("GET", "/proxy?q=bar", ""); !strings.Contains(got, `testVar=foobar\u0026`) || !strings.Contains(got, `testVar=bar`) {
			t.Errorf("got %s", got)
		}
	})
	t.Run("17 with one default response a backend's 404 becomes 200", func(t *testing.T) {
		if got, _ := c.ask("GET", "/http", ""); !strings.HasPrefix(got, "200 ") {
			t.Errorf("HTTP: %s", got)
		}
		if got, _ := c.ask("GET", "/proxy", ""); !strings.HasPrefix(got, "404 ") {
			t.Errorf("HTTP_PROXY: %s", got)
		}
	})
}

func TestEasilyWrongValidation(t *testing.T) {
	t.Parallel()
	validated := `,"x-amazon-apigateway-request-validator":"all","parameters":[{"name":"qs","in":"query","required":true,"schema":{"type":"string","enum":["a"]}},{"name":"x-head","in":"header","required":true,"schema":{"type":"string"}}],"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Pet"}}}}`
	c := corners(t, `"/{id}":{"parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],"post":`+proxy(validated)+`},"/get":{"get":`+proxy(`,"x-amazon-apigateway-request-validator":"all","requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Pet"}}}}`)+`}`,
		`,"x-amazon-apigateway-request-validators":{"all":{"validateRequestBody":true,"validateRequestParameters":true}},"components":{"schemas":{"Pet":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"at":{"type":"string","format":"date-time"}}}}}`)
	t.Run("19 parameters before bodies, names in order, formats and enums unchecked", func(t *testing.T) {
		c.want("POST", "/1", `{}`, `400 {"message": "Missing required request parameters: [x-head, qs]"}`)
		c.want("POST", "/1?qs=+", `{}`, `400 {"message": "Missing required request parameters: [qs]"}`, "x-head", "1")
		c.want("POST", "/1?qs=b", ``, `400 {"message": "Invalid request body"}`, "x-head", "1")
		c.want("POST", "/1?qs=b", `{"name":"x","at":"never"}`, `200`, "x-head", "1")
		c.want("POST", "/1?qs=b", `no JSON`, `200`, "x-head", "1", "Content-Type", "text/plain")
		c.want("GET", "/get", ``, `400 {"message": "Invalid request body"}`)
	})
	t.Run("20 templates: what is undefined is nothing, maps and lists print apart", func(t *testing.T) {
		t.Parallel()
		const request = `#set($context.requestOverride.path.body = $input.path('$')){"statusCode":200}`
		const body = `$context.requestOverride.path.body`
		for name, pair := range map[string][2]string{
			"undefined":             {`[$nothing][#if($nothing)yes#end][#if($nothing == "")empty#end][#if($nothing == $null)null#end]`, "[][yes][empty][null]"},
			"an empty body":         {`[$input.body]`, "[{}]"},
			"a map":                 {"[" + body + "]", "[{a=b, list=[1,2]}]"},
			"a list":                {"[" + body + ".list]", "[[1,2]]"},
			"macros":                {`#macro(m)x#end[#m()]`, "[#m()]"},
			"quotes within quotes":  {`#set($q = "a""b")[$q]`, `[a"b]`},
			"backslashes in quotes": {`#set($q = "a\"b")[$q]`, ""},
		} {
			v := corners(t, `"/a":{"post":`+mockOf(request, pair[0])+`}`, "")
			got, _ := v.ask("POST", "/a", `{"a":"b","list":[1,2]}`)
			if want := "200 " + pair[1]; pair[1] == "" && got != "500 "+internal || pair[1] != "" && got != want {
				t.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
	})
}

func TestEasilyWrongAuthorizers(t *testing.T) {
	t.Parallel()
	const allow = `{"principalId":"p","policyDocument":{"Version":"2012-10-17","Statement":[{"Action":"execute-api:Invoke","Effect":"%s","Resource":"%s"}]}}`
	answer, asked := "", 0
	var failed error
	guard := gateway.Function("guard", func(context.Context, []byte) ([]byte, error) { asked++; return []byte(answer), failed })
	scheme := func(kind, more string) string {
		return `{"type":"apiKey","in":"header","name":"Authorization","x-amazon-apigateway-authtype":"custom","x-amazon-apigateway-authorizer":{"type":"` + kind + `","authorizerUri":"` + fmt.Sprintf(echoURI, "guard") + `"` + more + `}}`
	}
	c := corners(t, `"/a":{"get":`+proxy(`,"security":[{"token":[]}]`)+`},"/b":{"get":`+proxy(`,"security":[{"token":[]}]`)+`},"/cached":{"get":`+proxy(`,"security":[{"cached":[]}]`)+`},"/fresh":{"get":`+proxy(`,"security":[{"fresh":[]}]`)+`}`,
		`,"components":{"securitySchemes":{"token":`+scheme("token", "")+`,"cached":`+scheme("request", `,"identitySource":"method.request.header.X-Tenant"`)+`,"fresh":`+scheme("request", `,"identitySource":"method.request.header.X-Tenant","authorizerResultTtlInSeconds":0`)+`}}`, guard)
	t.Run("8 ACCESS_DENIED spells Message, and a broken authorizer says null", func(t *testing.T) {
		answer = fmt.Sprintf(allow, "Deny", "*")
		c.want("GET", "/a", "", `403 {"Message":"User is not authorized to access this resource with an explicit deny"}`, "Authorization", "denied")
		failed = fmt.Errorf("boom")
		c.want("GET", "/a", "", `500 {"message":null}`, "Authorization", "broken")
		failed = nil
	})
	t.Run("22 answers live for 300 seconds and are judged for each method", func(t *testing.T) {
		answer, asked = fmt.Sprintf(allow, "Allow", "*/GET/a"), 0
		c.want("GET", "/a", "", "200", "Authorization", "x")
		c.want("GET", "/b", "", `403 {"Message":"User is not authorized to access this resource"}`, "Authorization", "x")
		c.Clock().Advance(299 * time.Second)
		c.want("GET", "/a", "", "200", "Authorization", "x")
		if asked != 1 {
			t.Errorf("the function was asked %d times", asked)
		}
		c.Clock().Advance(2 * time.Second)
		c.want("GET", "/a", "", "200", "Authorization", "x")
		if asked != 2 {
			t.Errorf("after 301 seconds the function was asked %d times", asked)
		}
		answer = fmt.Sprintf(allow, "Allow", "*")
		c.want("GET", "/cached", "", `401 {"message":"Unauthorized"}`)
		c.want("GET", "/fresh", "", "200")
	})
	t.Run("22 an insufficient scope of a user pool is 401", func(t *testing.T) {
		t.Parallel()
		p := corners(t, `"/a":{"get":`+proxy(`,"security":[{"pool":["a/b"]}]`)+`}`,
			`,"components":{"securitySchemes":{"pool":{"type":"apiKey","in":"header","name":"Authorization","x-amazon-apigateway-authtype":"cognito_user_pools","x-amazon-apigateway-authorizer":{"type":"cognito_user_pools","providerARNs":["arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a"]}}}}`)
		p.want("GET", "/a", "", `401 {"message":"Unauthorized"}`, "Authorization", p.Token(gateway.TokenRequest{Scopes: []string{"a/c"}}))
		p.want("GET", "/a", "", `200`, "Authorization", p.Token(gateway.TokenRequest{Scopes: []string{"a/b"}}))
	})
	t.Run("23 a function without a permission is a plain 500", func(t *testing.T) {
		t.Parallel()
		p := corners(t, `"/a":{"get":`+proxy("")+`}`, "", gateway.Permissions())
		p.want("GET", "/a", "", "500 "+internal)
	})
	t.Run("keys: a key without a plan, throttling and quotas", func(t *testing.T) {
		t.Parallel()
		k := corners(t, `"/a":{"get":`+proxy(`,"security":[{"key":[]}]`)+`}`, `,"components":{"securitySchemes":{"key":{"type":"apiKey","in":"header","name":"x-api-key"}}}`)
		call := calls(t, k.Running)
		forbidden := `403 {"message":"Forbidden"}`
		k.want("GET", "/a", "", forbidden)
		k.want("GET", "/a", "", forbidden, "X-Api-Key", strings.Repeat("k", 20))
		k.want("GET", "/a", "", `200`, "X-Api-Key", k.APIKey())
		// planned makes a key, and a plan of these members for the stage.
		planned := func(name, members string) string {
			value := strings.Repeat(name, 20)
			_, key := call("POST", "/apikeys", `{"name":"`+name+`","enabled":true,"value":"`+value+`"}`)
			if members == "" {
				return value
			}
			_, plan := call("POST", "/usageplans", `{"name":"`+name+`",`+members+`}`)
			if status, got := call("POST", fmt.Sprintf("/usageplans/%v/keys", plan["id"]), fmt.Sprintf(`{"keyId":"%v","keyType":"API_KEY"}`, key["id"])); status != 201 {
				t.Fatalf("key of a plan: %d %v", status, got)
			}
			return value
		}
		stages := `"apiStages":[{"apiId":"` + k.APIID() + `","stage":"test"}]`
		k.want("GET", "/a", "", forbidden, "X-Api-Key", planned("a", ""))
		k.want("GET", "/a", "", forbidden, "X-Api-Key", planned("b", `"description":"of no stage"`))
		slow := planned("c", stages+`,"throttle":{"rateLimit":1,"burstLimit":1}`)
		k.want("GET", "/a", "", `200`, "X-Api-Key", slow)
		if got, h := k.ask("GET", "/a", "", "X-Api-Key", slow); got != `429 {"message":"Too Many Requests"}` || h.Get("x-amzn-ErrorType") != "TooManyRequestsException" {
			t.Errorf("throttled: %s %v", got, h)
		}
		k.Clock().Advance(time.Second)
		k.want("GET", "/a", "", `200`, "X-Api-Key", slow)
		few := planned("d", stages+`,"quota":{"limit":1,"period":"DAY"}`)
		k.want("GET", "/a", "", `200`, "X-Api-Key", few)
		if got, h := k.ask("GET", "/a", "", "X-Api-Key", few); got != `429 {"message":"Limit Exceeded"}` || h.Get("x-amzn-ErrorType") != "LimitExceededException" {
			t.Errorf("over the quota: %s %v", got, h)
		}
		k.Clock().Advance(24 * time.Hour)
		k.want("GET", "/a", "", `200`, "X-Api-Key", few)
	})
}
