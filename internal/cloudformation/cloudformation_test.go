package cloudformation

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/openapi"
)

func parse(t *testing.T, text string) *openapi.Document {
	t.Helper()
	doc, err := openapi.Parse("api.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func inJSON(t *testing.T, n *openapi.Node) string {
	t.Helper()
	b, err := n.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func template(t *testing.T, text string) *Template {
	t.Helper()
	tmpl, err := NewTemplate(parse(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return tmpl
}

const stack = `
Parameters:
  Plain: {Type: String, Default: d}
  Bare: {Type: String}
  List: {Type: CommaDelimitedList, Default: "a, b"}
  Secret: {Type: "AWS::SSM::Parameter::Value<String>", Default: /name/of/it}
Mappings: {}
Conditions:
  IsPlain: !Equals [!Ref Plain, d]
  IsBare: !Equals [!Ref Bare, b]
  IsRegion: !Equals [!Ref "AWS::Region", eu-west-1]
  Not: !Not [{Condition: IsPlain}]
  Or: !Or [{Condition: IsBare}, {Condition: IsPlain}]
  And: !And [{Condition: IsBare}, {Condition: Not}]
  Circle: !Not [{Condition: Circle}]
Resources:
  Table: {Type: "AWS::DynamoDB::Table"}
  Named: {Type: "AWS::DynamoDB::Table", Properties: {TableName: !Sub "${Plain}-table"}}
  Odd: {Type: "AWS::DynamoDB::Table", Properties: {TableName: !Ref Bare}}
  Role: {Type: "AWS::IAM::Role"}
  Users: {Type: "AWS::Cognito::UserPool"}
  Files: {Type: "AWS::S3::Bucket"}
  Jobs: {Type: "AWS::SQS::Queue", Properties: {QueueName: jobs.fifo}}
  App: {Type: "AWS::Amplify::App"}
`

// Each row is one value of a document and what becomes of it: its JSON, then what
// is left of it.
func TestResolve(t *testing.T) {
	t.Parallel()
	tmpl := template(t, stack)
	given := map[string]string{"Pool": "p", "F.Arn": "arn:f", "stageVariables.x": "no", "Yes": "true", "No": "false", "p-export": "imported", "AWS::StackName": "shop"}
	for _, tt := range []struct {
		name, value string
		values      Values
		want        string
		left        []string
	}{
		{"plain text", `"${Pool}/${AWS::Region}/${stageVariables.x}"`, Values{Given: given}, `"p/${AWS::Region}/${stageVariables.x}"`, nil},
		{"plain text without a value", `"${Pool}-${Other}"`, Values{Given: given}, `"p-${Other}"`, []string{"/v Other"}},
		{"Sub, short", `!Sub "${Pool}-${!kept}-${F.Arn}"`, Values{Given: given}, `"p-${kept}-arn:f"`, nil},
		{"Sub without a value", `!Sub "${Pool}-${Other}"`, Values{Given: given}, `"p-${Other}"`, []string{"/v Other"}},
		{"Sub with a map", `{"Fn::Sub": ["${v}-${Pool}-${w}", {v: !Ref Pool, w: "x"}]}`, Values{Given: given}, `"p-p-x"`, nil},
		{"Sub with a map that misses", `{"Fn::Sub": ["${v}", {v: !GetAtt App.DefaultDomain}]}`, Values{}, `"${App.DefaultDomain}"`, []string{"/v/Fn::Sub/1/v App.DefaultDomain"}},
		{"Sub of a pseudo parameter", `!Sub "${AWS::StackName}.${AWS::URLSuffix}.${AWS::Partition}"`, Values{Given: given}, `"shop.amazonaws.com.${AWS::Partition}"`, nil},
		{"Sub of a stage variable", `!Sub "${stageVariables.x}"`, Values{Given: given}, `"${stageVariables.x}"`, nil},
		{"a wrong Sub", `{"Fn::Sub": [a]}`, Values{}, `{"Fn::Sub":["a"]}`, []string{`/v Fn::Sub ["a"]`}},
		{"Ref", `!Ref Pool`, Values{Given: given}, `"p"`, nil},
		{"Ref without a value", `{x: {Ref: Other}}`, Values{}, `{"x":"${Other}"}`, []string{"/v/x Other"}},
		{"Ref of the stack's name", `!Ref AWS::StackName`, Values{}, `"${AWS::StackName}"`, []string{"/v AWS::StackName"}},
		{"NoValue", `{a: !Ref "AWS::NoValue", b: [1, !Ref "AWS::NoValue"]}`, Values{}, `{"b":[1]}`, nil},
		{"a property that is called Ref", `{Ref: {type: string}}`, Values{}, `{"Ref":{"type":"string"}}`, nil},
		{"GetAtt", `[!GetAtt F.Arn, {"Fn::GetAtt": [F, Arn]}, {"Fn::GetAtt": "F.Arn"}]`, Values{Given: given}, `["arn:f","arn:f","arn:f"]`, nil},
		{"GetAtt without a value", `!GetAtt G.Arn`, Values{Given: given}, `"${G.Arn}"`, []string{"/v G.Arn"}},
		{"If", `[{"Fn::If": [Yes, !Sub "${Pool}!", !Ref Other]}, {"Fn::If": [No, x, {deep: !Ref Pool}]}]`, Values{Given: given}, `["p!",{"deep":"p"}]`, nil},
		{"If that nobody decides", `{"Fn::If": [C, !Ref X, y]}`, Values{Given: given}, `{"Fn::If":["C",{"Ref":"X"},"y"]}`, []string{"/v C (true or false)"}},
		{"If with NoValue", `{a: {"Fn::If": [No, x, !Ref "AWS::NoValue"]}}`, Values{Given: given}, `{}`, nil},
		{"a wrong If", `{"Fn::If": [C]}`, Values{}, `{"Fn::If":["C"]}`, []string{`/v Fn::If ["C"]`}},
		{"Join", `!Join ["-", [a, !Ref Pool, 3]]`, Values{Given: given}, `"a-p-3"`, nil},
		{"Join of what misses", `!Join ["-", [a, !Ref Other]]`, Values{}, `"a-${Other}"`, []string{"/v/Fn::Join/1/1 Other"}},
		{"ImportValue", `{"Fn::ImportValue": !Sub "${Pool}-export"}`, Values{Given: given}, `"imported"`, nil},
		{"ImportValue that misses", `!ImportValue other`, Values{Given: given}, `{"Fn::ImportValue":"other"}`, []string{"/v Fn::ImportValue other"}},
		{"Select and Split", `!Select [1, !Split [":", !Ref F.Arn]]`, Values{Given: given}, `"f"`, nil},
		{"Select outside", `!Select [7, [a]]`, Values{}, `{"Fn::Select":[7,["a"]]}`, []string{`/v Fn::Select [7,["a"]]`}},
		{"Base64, Length, ToJsonString", `[{"Fn::Base64": hi}, {"Fn::Length": [1, 2]}, {"Fn::ToJsonString": {a: !Ref Pool}}]`, Values{Given: given}, `["aGk=",2,"{\"a\":\"p\"}"]`, nil},
		{"a function of the cloud", `!GetAZs ""`, Values{}, `{"Fn::GetAZs":""}`, []string{"/v Fn::GetAZs "}},
		{"in a mapping template", `{requestTemplates: {application/json: "${name} ${Pool}", text/plain: !Sub "${name}"}}`, Values{Given: given},
			`{"requestTemplates":{"application/json":"${name} p","text/plain":"${name}"}}`, []string{"/v/requestTemplates/text~1plain name"}},
		{"in a description", `{description: "costs ${money}", example: {Ref: X}}`, Values{}, `{"description":"costs ${money}","example":"${X}"}`, nil},

		{"a default", `!Ref Plain`, Values{Template: tmpl}, `"d"`, nil},
		{"a given value before the default", `!Ref Plain`, Values{Template: tmpl, Given: map[string]string{"Plain": "x"}}, `"x"`, nil},
		{"a parameter without default", `!Ref Bare`, Values{Template: tmpl}, `"${Bare}"`, []string{"/v Bare"}},
		{"a parameter of SSM", `!Ref Secret`, Values{Template: tmpl}, `"${Secret}"`, []string{"/v Secret"}},
		{"a list", `[!Ref List, !Join ["|", !Ref List], !Select [0, !Ref List]]`, Values{Template: tmpl}, `[["a","b"],"a|b","a"]`, nil},
		{"a list that is given", `!Ref List`, Values{Template: tmpl, Given: map[string]string{"List": "x,y"}}, `["x","y"]`, nil},
		{"a list in a Sub", `!Sub "${List}"`, Values{Template: tmpl}, `"${List}"`, []string{"/v List"}},
		{"conditions", `[!If [IsPlain, 1, 2], !If [Not, 1, 2], !If [Or, 1, 2], !If [And, 1, 2]]`, Values{Template: tmpl}, `[1,2,1,2]`, nil},
		{"a condition of what misses", `!If [IsBare, 1, 2]`, Values{Template: tmpl}, `{"Fn::If":["IsBare",1,2]}`, []string{"/v IsBare (true or false)"}},
		{"a condition of the region", `!If [IsRegion, 1, 2]`, Values{Template: tmpl, Given: map[string]string{"AWS::Region": "eu-west-1"}}, `1`, nil},
		{"a condition of the service's region", `!If [IsRegion, 1, 2]`, Values{Template: tmpl}, `{"Fn::If":["IsRegion",1,2]}`, []string{"/v IsRegion (true or false)"}},
		{"a condition that asks for itself", `!If [Circle, 1, 2]`, Values{Template: tmpl}, `{"Fn::If":["Circle",1,2]}`, []string{"/v Circle (true or false)"}},
		{"a condition that is given", `!If [IsPlain, 1, 2]`, Values{Template: tmpl, Given: map[string]string{"IsPlain": "false"}}, `2`, nil},
		{"a resource", `!Ref Table`, Values{Template: tmpl}, `"${Table}"`, []string{"/v Table"}},

		{"a local table", `[!Ref Table, !GetAtt Table.Arn, !Ref Named]`, Values{Template: tmpl, Local: true},
			`["Table","arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/Table","d-table"]`, nil},
		{"a local name that is given", `!Ref Table`, Values{Template: tmpl, Local: true, Given: map[string]string{"Table": "links"}}, `"links"`, nil},
		{"a local name of what misses", `!Ref Odd`, Values{Template: tmpl, Local: true}, `"${Odd}"`, []string{"/v Odd"}},
		{"a local role, pool, bucket, queue", `[!GetAtt Role.Arn, !Ref Users, !Ref Files, !GetAtt Jobs.QueueName]`, Values{Template: tmpl, Local: true},
			`["arn:${AWS::Partition}:iam::${AWS::AccountId}:role/Role","${AWS::Region}_Users","files","jobs.fifo"]`, nil},
		{"an attribute that does not follow", `!GetAtt App.DefaultDomain`, Values{Template: tmpl, Local: true}, `"${App.DefaultDomain}"`, []string{"/v App.DefaultDomain"}},
		{"no resource", `!Ref Nothing`, Values{Template: tmpl, Local: true}, `"${Nothing}"`, []string{"/v Nothing"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc := parse(t, "v: "+tt.value+"\n")
			before := inJSON(t, doc.Root)
			out, left := Resolve(doc, tt.values)
			if got := inJSON(t, out.Root.Get("v")); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			var got []string
			for _, u := range left {
				got = append(got, u.Pointer+" "+u.Name)
			}
			if !slices.Equal(got, tt.left) {
				t.Errorf("left %q, want %q", got, tt.left)
			}
			if inJSON(t, doc.Root) != before {
				t.Error("the given document was changed")
			}
		})
	}
}

// Functions keep the place they stand at, for findings about their values.
func TestPlaces(t *testing.T) {
	t.Parallel()
	out, _ := Resolve(parse(t, "a:\n  # why\n  b: !Ref X\n"), Values{Given: map[string]string{"X": "y"}})
	if n := out.Root.At("a", "b"); n.Pos.Line != 3 || n.Comment != "why" || n.Text != "y" {
		t.Errorf("got %+v", n)
	}
}

func TestUnresolvedError(t *testing.T) {
	t.Parallel()
	_, left := Resolve(parse(t, "a: [!Ref X, !Ref Y, !Ref X]\n"), Values{})
	const want = "the document has parameters without a value: X (at /a/0), Y (at /a/1)"
	if got := (&UnresolvedError{left}).Error(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`!Ref X`: "${X}", `!GetAtt A.B`: "${A.B}", `!Sub "${A}-${!B}"`: "${A}-${B}", `!Join [":", [a, !Ref B]]`: "a:${B}",
		`{"Fn::Sub": ["${v}", {v: !Ref B}]}`: "${B}",
	} {
		if got, ok := Text(parse(t, "v: "+value).Root.Get("v")); got != want || !ok {
			t.Errorf("%s: got %q, %v, want %q", value, got, ok, want)
		}
	}
	for _, value := range []string{`!If [A, 1, 2]`, `text`, `{a: 1}`, `{"Fn::Transform": {Name: "AWS::Include", Parameters: {Location: /etc/hosts}}}`} {
		if got, ok := Text(parse(t, "v: "+value).Root.Get("v")); ok {
			t.Errorf("%s: got %q, want none", value, got)
		}
	}
}

func TestAPIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"stack.yaml": `
Transform: AWS::Serverless-2016-10-31
Parameters: {Name: {Type: String, Default: links}}
Resources:
  Table: {Type: "AWS::DynamoDB::Table"}
  Inline: {Type: "AWS::ApiGateway::RestApi", Properties: {Body: {openapi: 3.0.1, info: {title: !Ref Name}}}}
  Included:
    Type: AWS::Serverless::Api
    Properties:
      StageName: Prod
      DefinitionBody: {"Fn::Transform": {Name: "AWS::Include", Parameters: {Location: ./sub/api.yaml}}}
  File: {Type: "AWS::Serverless::HttpApi", Properties: {DefinitionUri: sub/api.yaml}}
`,
		"sub/api.yaml":   "openapi: 3.0.1\ninfo: {title: !Sub \"${Name}!\"}\npaths: {\"Fn::Transform\": {Name: \"AWS::Include\", Parameters: {Location: paths.yaml}}}\n",
		"sub/paths.yaml": "/a: {get: {}}\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tmpl, err := ReadTemplate(filepath.Join(dir, "stack.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	apis, err := tmpl.APIs()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range apis {
		doc, left := Resolve(a.Document, Values{Template: tmpl})
		if len(left) > 0 {
			t.Errorf("%s: left %v", a.LogicalID, left)
		}
		kind := "REST"
		if a.IsHTTP() {
			kind = "HTTP"
		}
		got = append(got, strings.Join([]string{a.LogicalID, kind, scalar(a.Stage), inJSON(t, doc.Root)}, " "))
	}
	want := []string{
		`Inline REST  {"openapi":"3.0.1","info":{"title":"links"}}`,
		`Included REST Prod {"openapi":"3.0.1","info":{"title":"links!"},"paths":{"/a":{"get":{}}}}`,
		`File HTTP  {"openapi":"3.0.1","info":{"title":"links!"},"paths":{"/a":{"get":{}}}}`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTemplateErrors(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`Resources: {A: {Type: "AWS::Serverless::Api", Properties: {StageName: x}}}`:                      "api.yaml:1:13: A has no document: SAM makes one",
		`Resources: {A: {Type: "AWS::Serverless::Api", Properties: {DefinitionUri: "s3://b/k"}}}`:         "DefinitionUri of A is not on this machine",
		`Resources: {A: {Type: "AWS::ApiGateway::RestApi", Properties: {BodyS3Location: {Bucket: b}}}}`:   "BodyS3Location of A is not on this machine",
		`Resources: {A: {Type: "AWS::Serverless::HttpApi", Properties: {DefinitionUri: "no-such-file"}}}`: "no such file",
	} {
		if _, err := template(t, text).APIs(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
	if _, err := NewTemplate(parse(t, "openapi: 3.0.1\n")); err == nil {
		t.Error("an API's document is taken for a template")
	}
	if _, err := ReadTemplate(filepath.Join(t.TempDir(), "none.yaml")); err == nil {
		t.Error("a template that is not there was read")
	}
}

// A file that includes itself ends with a place that is left.
func TestIncludeInACircle(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.yaml")
	if err := os.WriteFile(file, []byte(`{"Fn::Transform": {Name: "AWS::Include", Parameters: {Location: a.yaml}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	doc, err := readFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, left := Resolve(doc, Values{}); len(left) != 1 || !strings.Contains(left[0].Name, "inside itself") {
		t.Errorf("left %v", left)
	}
	doc = parse(t, `{"Fn::Transform": {Name: "AWS::Include", Parameters: {Location: "s3://bucket/key"}}}`)
	if _, left := Resolve(doc, Values{}); len(left) != 1 || left[0].Pointer != "" {
		t.Errorf("what lies in S3: left %v", left)
	}
}

// FuzzResolve holds that any document resolves, with any template.
func FuzzResolve(f *testing.F) {
	f.Add([]byte(`{"v": {"Fn::Sub": ["${a}", {"a": {"Ref": "b"}}]}}`), []byte(stack))
	f.Add([]byte("v: !If [Circle, !Ref Table, !GetAtt Table.Arn]\n"), []byte(stack))
	f.Add([]byte("v: !Select [0, !Split [a, !Join [a, [!ImportValue x]]]]\n"), []byte("Resources: {A: {}}"))
	f.Fuzz(func(t *testing.T, document, stack []byte) {
		doc, err := openapi.Parse("fuzz", document)
		if err != nil {
			return
		}
		values := Values{Given: map[string]string{"b": "c"}, Local: true}
		if tmpl, err := openapi.Parse("fuzz", stack); err == nil && IsTemplate(tmpl) {
			values.Template = &Template{tmpl}
		}
		if strings.Contains(string(document)+string(stack), "AWS::Include") {
			return // reads files
		}
		out, left := Resolve(doc, values)
		if out.Root == nil {
			t.Error("no document")
		}
		for _, u := range left {
			if doc.Root.Lookup(u.Pointer) == nil {
				t.Errorf("%s is at %s, where nothing is", u.Name, u.Pointer)
			}
		}
	})
}
