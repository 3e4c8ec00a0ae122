package mapping_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/vtl"
)

func renderTemplate(t *testing.T, template string, data *mapping.Data) string {
	t.Helper()
	parsed, err := mapping.Parse(vtl.Source{File: "t.vtl", Text: template})
	if err != nil {
		t.Fatal(err)
	}
	got, err := parsed.Render(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// The cases are the answers of API Gateway to LocalStack's tests, expressed
// anew: test_input_body_formatting, test_input_path_template_formatting and
// others, and the mapping template reference.
func TestInput(t *testing.T) {
	t.Parallel()
	const raw = "not json"
	for _, tt := range []struct{ name, template, body, want string }{
		{"empty body", "$input.body", "", "{}"},
		{"body", "$input.body", `{"a":  1}`, `{"a":  1}`},
		{"text body", "$input.body", raw, raw},
		{"through a variable", "#set($b = $input.body)$b", "", "{}"},
		{"empty body in text", "Message=$input.body", "", "Message={}"},
		{"property of body", "[$input.body.a]", `{"a": 1}`, "[]"},
		{"body is no method", "[$input.body('x')]", `{"x": 1}`, "[]"},
		{"encoded", "B=$util.urlEncode($input.body)&A=$util.urlEncode($input.body.a)", `{"a": "b c"}`, "B=%7B%22a%22%3A+%22b+c%22%7D&A="},
		{"encoded empty", "B=$util.urlEncode($input.body)&A=$util.urlEncode($input.body.a)", "", "B=%7B%7D&A="},
		{"encoded text", "B=$util.urlEncode($input.body)", raw, "B=not+json"},
		{"base64", `"$util.base64Encode($input.body)"`, `{"k": "v"}`, `"eyJrIjogInYifQ=="`},

		{"json of all", "$input.json('$')", `{ "b" : 1, "a" : [ 1.50, null, "x\/y" ] }`, `{"b":1,"a":[1.50,null,"x/y"]}`},
		{"json of a string", "$input.json('$.a')", `{"a": "x \"y\""}`, `"x \"y\""`},
		{"json of a number", "$input.json('$.a')", `{"a": 1e5}`, `1e5`},
		{"json of nothing", "$input.json('$.b')", `{"a": 1}`, `""`},
		{"json of no json", "$input.json('$.b')", raw, `""`},
		{"json of a scalar", "$input.json('$')", `5`, `""`},
		{"json of an empty body", "$input.json('$')", ``, `{}`},
		{"property of json", "[$input.json('$.b').prop]", `{"a": 1}`, "[]"},

		{"path string", `$input.path('$.a')`, `{"a": "x \"y\""}`, `x "y"`},
		{"path number", `$input.path('$.a')`, `{"a": 1.0}`, `1.0`},
		{"path map", `$input.path('$.a')`, `{"a": {"k": "v", "l": [1, {"m": "n"}]}}`, `{k=v, l=[1,{"m":"n"}]}`},
		{"path list", `$input.path('$.a')`, `{"a": [{"k": "v"}, "s", null]}`, `[{"k":"v"},"s",null]`},
		{"path list with a slash", `$input.path('$.a')`, `{"a": ["a/b"]}`, `["a\/b"]`},
		{"path of a list's size", `$input.path('$.a').size()`, `{"a": [1, 2, 3]}`, `3`},
		{"path of nothing", "[$input.path('$.b')][$input.path('$.b').c]", `{"a": 1}`, "[][]"},
		{"path of no json", "[$input.path('$.b')]", raw, "[]"},
		{"nothing is null and empty", `#set($r = $input.path("$.b"))#if($r == $null)n#end#if($r == "")e#end#if($r)t#end`, `{"a": 1}`, "net"},
		{"null is null and empty", `#set($r = $input.path("$.a"))#if($r == $null)n#end#if($r == "")e#end[$r]`, `{"a": null}`, "ne[]"},
		{"an empty list is neither", `#set($r = $input.path("$.a"))#if($r == $null)n#end#if($r == "")e#end$r`, `{"a": []}`, "[]"},
		{"toString", "#set($r = $input.path('$'))#if($r.toString().contains('customerror'))y#{else}n#end", `{"body": "customerror"}`, "y"},
		{"assignment", "#set($r = $input.path('$'))#set($r.code = 650)$r.code $r", `{"a": 1}`, "650 {a=1, code=650}"},
		{"parsed text has no members", "[$util.parseJson($input.json('$.output')).a]", `{"output": "{\"a\": 5}"}`, "[]"},
		{"decoding twice", "#set($o = $util.parseJson($input.path('$.output')))$o.a", `{"output": "{\"a\": 5}"}`, "5"},
		{"path in a string of JSON", `{"a": "$input.path("$.a")"}`, `{"a": "x"}`, `{"a": "x"}`},
		{"empty rendering", "$input.body.a", `{"a": 1}`, ""},

		{"records", `#set($last = $input.path("$.r").size() - 1)[#foreach( $i in [0..$last] )#set($e = $input.path("$.r[${i}]"))#set($b = $util.base64Encode($e.data)){"d": "$b", "n": "$b.length()"}#if($foreach.hasNext), #end#end]`,
			`{"r": [{"data": "one"}, {"data": "three"}]}`, `[{"d": "b25l", "n": "4"}, {"d": "dGhyZWU=", "n": "8"}]`},
		{"deep value", `#set($id = $input.path('$.SendMessageResponse.ResponseMetadata.RequestId')){"id": "$id"}`,
			`{"SendMessageResponse": {"ResponseMetadata": {"RequestId": "r-1"}}}`, `{"id": "r-1"}`},
		{"newlines stay", `{"a": "$input.path('$.a')"}`, `{"a": "x\ny"}`, "{\"a\": \"x\ny\"}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := renderTemplate(t, tt.template, &mapping.Data{Body: tt.body}); got != tt.want {
				t.Errorf("%s of %s\n got %s\nwant %s", tt.template, tt.body, got, tt.want)
			}
		})
	}
}

func TestParams(t *testing.T) {
	t.Parallel()
	data := &mapping.Data{Params: mapping.Params{
		Path:        []mapping.Param{{Name: "id", Value: "42"}, {Name: "same", Value: "path"}},
		Querystring: []mapping.Param{{Name: "q", Value: "1"}, {Name: "q", Value: "2"}, {Name: "same", Value: "query"}},
		Header:      []mapping.Param{{Name: "X-Name", Value: "h"}, {Name: "same", Value: "header"}},
	}}
	for template, want := range map[string]string{
		"$input.params('id')":                              "42",
		"$input.params('q')":                               "2",
		"$input.params('same')":                            "path",
		"$input.params('X-Name')|$input.params('x-name')|": "h||",
		"[$input.params('none')]":                          "[]",
		"$input.params('none').contains('x')":              "false",
		"$input.params().path.id":                          "42",
		"$input.params().querystring":                      "{q=2, same=query}",
		"$input.params().header.get('X-Name')":             "h",
		"$input.params().get('header').get('X-Name')":      "h",
		"#foreach($g in $input.params().keySet())$g #end":  "path querystring header ",
		"#foreach($k in $input.params().header.keySet())$k=$input.params().header.get($k) #end": "X-Name=h same=header ",
		"$input.params().path.size()": "2",
	} {
		if got := renderTemplate(t, template, data); got != want {
			t.Errorf("%s\n got %q\nwant %q", template, got, want)
		}
	}
}

func TestStageVariables(t *testing.T) {
	t.Parallel()
	data := &mapping.Data{StageVariables: map[string]string{"url": "example.com", "b": "2"}}
	for template, want := range map[string]string{
		"$stageVariables.url":      "example.com",
		"$stageVariables['url']":   "example.com",
		"${stageVariables['url']}": "example.com",
		"a${stageVariables.none}b": "ab",
		"\"$stageVariables.none\"": `""`,
	} {
		if got := renderTemplate(t, template, data); got != want {
			t.Errorf("%s\n got %q\nwant %q", template, got, want)
		}
	}
}

func contextOf(t *testing.T, text string) *mapping.Context {
	t.Helper()
	v, err := vtl.ParseJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	return mapping.NewContext(v.Map())
}

// See test_sqs_amz_json_protocol of LocalStack for what get shows.
func TestContext(t *testing.T) {
	t.Parallel()
	const values = `{"stage": "test", "requestTimeEpoch": 1747753652000,
		"identity": {"sourceIp": "203.0.113.1", "user": null},
		"authorizer": {"principalId": "p", "claims": {"sub": "s", "cognito:groups": "g"}}}`
	for template, want := range map[string]string{
		"$context.stage $context.requestTimeEpoch":     "test 1747753652000",
		"$context.identity.sourceIp":                   "203.0.113.1",
		"[$context.identity.user]":                     "[]",
		"[$context.get('identity')]":                   "[]",
		"$context.get('stage')":                        "test",
		"[$context.identity.get('user')]":              "[]",
		"$context.identity.get('sourceIp')":            "203.0.113.1",
		"$context.authorizer.claims.sub":               "s",
		"$context.authorizer.claims['cognito:groups']": "g",
		"[$context.authorizer.claims]":                 "[]",
		"$context.authorizer.principalId":              "p",
		"[$context.error.message]":                     "[]",
		"#foreach($k in $context.keySet())$k #end":     "stage requestTimeEpoch identity authorizer requestOverride responseOverride ",
		"#foreach($k in $context.requestOverride.keySet())$k $context.requestOverride.get($k);#end": "path ;header ;querystring ;",
	} {
		if got := renderTemplate(t, template, &mapping.Data{Context: contextOf(t, values)}); got != want {
			t.Errorf("%s\n got %q\nwant %q", template, got, want)
		}
	}
}

// The forms are those of test_integration_mock_with_vtl_map_assignation.
func TestOverrides(t *testing.T) {
	t.Parallel()
	context := mapping.NewContext(nil)
	data := &mapping.Data{Body: `{"list": ["a", "b"]}`, Context: context}
	renderTemplate(t, `#set($n = "q2")
#set($context.requestOverride.querystring.q1 = "dot")
#set($context.requestOverride.querystring[$n] = "bracket")
$context.requestOverride.querystring.put("q3", "put")
#set($context["requestOverride"].querystring["q4"] = 4)
#set($context.requestOverride.header.List = $input.path('$.list'))
#set($context.requestOverride.path.body = $input.body)
#set($context.responseOverride.status = 444)
#set($context.responseOverride.header.foo = "bar")
#set($context.responseOverride.custom = "is also passed around")`, data)

	want := []mapping.Override{{"q1", []string{"dot"}}, {"q2", []string{"bracket"}}, {"q3", []string{"put"}}, {"q4", []string{"4"}}}
	checkOverrides(t, context.RequestOverrides("querystring"), want)
	checkOverrides(t, context.RequestOverrides("header"), []mapping.Override{{"List", []string{"a", "b"}}})
	checkOverrides(t, context.ResponseHeaderOverrides(), []mapping.Override{{"foo", []string{"bar"}}})
	if status, ok := context.StatusOverride(); status != 444 || !ok {
		t.Errorf("status override %d, %v, want 444", status, ok)
	}
	const response = `$context.responseOverride.status $context.responseOverride.header.foo $context.responseOverride.custom $util.parseJson($context.requestOverride.path.body).list[0]`
	got := renderTemplate(t, response, &mapping.Data{Context: context})
	if got != "444 bar is also passed around a" {
		t.Errorf("the response template sees %q", got)
	}
}

func checkOverrides(t *testing.T, got, want []mapping.Override) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
		return
	}
	for i := range want {
		if got[i].Name != want[i].Name || strings.Join(got[i].Values, "|") != strings.Join(want[i].Values, "|") {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

// The developer guide: "An override may only be applied to each parameter once",
// and the answer is a 5XX otherwise. Each template may do it.
func TestOverridesAreFinal(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"#set($context.responseOverride.status = 400)#set($context.responseOverride.status = 404)",
		"#set($context.requestOverride.header.a = 1)#set($x = $context.requestOverride.header.put('a', 2))",
		"#set($context.requestOverride.path['a'] = 1)#set($x = $context.requestOverride.path.putAll({'a': 2}))",
		"#foreach($i in [1, 2])#set($context.responseOverride.header.a = $i)#end",
		"#set($context.requestOverride.querystring.a = 1)#set($x = $context.requestOverride.querystring.replace('a', 2))",
	} {
		template, err := mapping.Parse(vtl.Source{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := template.Render(t.Context(), &mapping.Data{}); err == nil || !strings.Contains(err.Error(), "has been set before") {
			t.Errorf("%s: got %q, %v, want an error", text, got, err)
		}
	}
	data := &mapping.Data{}
	for _, status := range []string{"400", "404"} { // the request template's, then the response template's
		renderTemplate(t, "#if(true)#set($context.responseOverride.status = "+status+")#else#set($context.responseOverride.status = 500)#end", data)
	}
	if status, ok := data.Context.StatusOverride(); status != 404 || !ok {
		t.Errorf("status %d, %v, want 404", status, ok)
	}
}

func TestStatusOverride(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]int{
		"#set($context.responseOverride.status = 100)":   100,
		"#set($context.responseOverride.status = 599)":   599,
		"#set($context.responseOverride.status = 600)":   0,
		"#set($context.responseOverride.status = 99)":    0,
		"#set($context.responseOverride.status = '404')": 0,
		"#set($context.responseOverride.status = 404.0)": 0,
		"": 0,
	} {
		data := &mapping.Data{}
		renderTemplate(t, template, data)
		if got, _ := data.Context.StatusOverride(); got != want {
			t.Errorf("%s gives %d, want %d", template, got, want)
		}
	}
}

func TestUtil(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]string{
		`$util.escapeJavaScript("it's")`:                        `it\'s`,
		`$util.escapeJavaScript("it's").replaceAll("\\'","'")`:  `it's`,
		`$util.escapeJavaScript('{"a": "b\c"}')`:                `{\"a\": \"b\\c\"}`,
		`$util.escapeJavaScript("a/bé😀")`:                       `a\/b\u00E9\uD83D\uDE00`,
		"$util.escapeJavaScript(\"a\n\tb\u0001\")":              `a\n\tb\u0001`,
		`$util.escapeJavaScript(1)$util.escapeJavaScript(true)`: `1true`,
		`[$util.escapeJavaScript($none)]`:                       `[]`,
		`$util.escapeJavaScript($input.json('$.none'))`:         `\"\"`,
		`$util.parseJson('[1,2,3]')[2]`:                         `3`,
		`$util.parseJson('1')`:                                  `1`,
		`$util.parseJson('true')`:                               `true`,
		`$util.parseJson('"s"')`:                                `s`,
		`$util.parseJson('{"a": {"b": [{"c": 7}]}}').a.b[0].c`:  `7`,
		`$util.urlEncode('x=a+b c*~é')`:                         `x%3Da%2Bb+c*%7E%C3%A9`,
		`$util.urlDecode('x=a+b%20c')`:                          `x=a b c`,
		`$util.base64Encode('Grüße')`:                           `R3LDvMOfZQ==`,
		`$util.base64Decode('R3LDvMOfZQ==')`:                    `Grüße`,
		`$util.base64Decode('R3LDvMOfZQ')`:                      `Grüße`,
		`[$util.toJson({})]`:                                    `[]`,
		`[$utils.urlEncode('x')]`:                               `[]`,
	} {
		if got := renderTemplate(t, template, &mapping.Data{Body: "{}"}); got != want {
			t.Errorf("%s\n got %q\nwant %q", template, got, want)
		}
	}
}

// What fails at AWS with status 500 is an error with a place here.
func TestTemplateErrors(t *testing.T) {
	t.Parallel()
	for template, place := range map[string]string{
		"ok\n $util.parseJson('{')":     "t.vtl:2:",
		"$util.urlDecode('%zz')":        "t.vtl:1:",
		"$util.base64Decode('*')":       "t.vtl:1:",
		"$input.path('$[')":             "t.vtl:1:",
		"\n\n$input.json('$.a[?(@.b ')": "t.vtl:3:",
	} {
		parsed, err := mapping.Parse(vtl.Source{File: "t.vtl", Text: template})
		if err != nil {
			t.Errorf("%s: %v", template, err)
			continue
		}
		if got, err := parsed.Render(t.Context(), &mapping.Data{Body: `{"a": [1]}`}); err == nil || !strings.HasPrefix(err.Error(), place) {
			t.Errorf("%s gives %q, %v, want an error at %s", template, got, err, place)
		}
	}
}

// What the host's objects make and take counts, too: a template bomb made of them
// ends after steps.
func TestTemplateBombs(t *testing.T) {
	t.Parallel()
	body := `{"items": [` + strings.Repeat(`{"name": "a/b"},`, 2000) + `{}]}`
	for _, call := range []string{
		"$input.json('$')", "$input.path('$..name').size()", "$util.parseJson($input.body).items.size()",
		"$util.escapeJavaScript($input.body)", "$util.base64Encode($input.body).length()", "$util.urlEncode($input.body).length()",
	} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			template, err := mapping.Parse(vtl.Source{Text: "#foreach($a in [1..999])#foreach($b in [1..999])#set($x = " + call + ")#end#end"})
			if err != nil {
				t.Fatal(err)
			}
			_, err = template.Render(t.Context(), &mapping.Data{Body: body})
			var limit *vtl.RenderError
			if !errors.As(err, &limit) {
				t.Errorf("got %v, want a limit", err)
			}
		})
	}
}
