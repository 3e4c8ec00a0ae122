package check

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/problem"
)

// A thing is read by readThing, written as the generator would write it.
type thing struct {
	Name  string            `json:"name"`
	Count int8              `json:"count"`
	Size  uint16            `json:"size"`
	Ratio float64           `json:"ratio"`
	Small float32           `json:"small"`
	On    bool              `json:"on"`
	Data  []byte            `json:"data"`
	At    time.Time         `json:"at"`
	List  []string          `json:"list"`
	Map   map[string]*thing `json:"map"`
	Raw   json.RawMessage   `json:"raw"`
	Text  int               `json:"text,string"`
}

func readThing(r *Reader, v *thing) {
	if !r.Object() {
		return
	}
	var seen uint64
	for r.Next() {
		n := r.Count()
		switch string(r.Name()) {
		case "name":
			if seen&1 != 0 {
				r.Twice()
			}
			seen |= 1
			if String(r, &v.Name) {
				MinLength(&r.Violations, v.Name, 1)
			}
			r.Under("name", n)
		case "count":
			Integer(r, &v.Count)
			r.Under("count", n)
		case "size":
			Unsigned(r, &v.Size)
			r.Under("size", n)
		case "ratio":
			Float64(r, &v.Ratio)
			r.Under("ratio", n)
		case "small":
			Float32(r, &v.Small)
			r.Under("small", n)
		case "on":
			Boolean(r, &v.On)
			r.Under("on", n)
		case "data":
			Bytes(r, &v.Data)
			r.Under("data", n)
		case "at":
			Time(r, &v.At)
			r.Under("at", n)
		case "list":
			if r.Array() {
				v.List = []string{}
				for i := 0; r.Item(); i++ {
					m := r.Count()
					var s string
					String(r, &s)
					r.At(i, m)
					v.List = append(v.List, s)
				}
			}
			r.Under("list", n)
		case "map":
			if r.Object() {
				v.Map = map[string]*thing{}
				for r.Next() {
					key, m := string(r.Name()), r.Count()
					if _, twice := v.Map[key]; twice {
						r.Twice()
					}
					v.Map[key] = new(thing)
					readThing(r, v.Map[key])
					r.Under(key, m)
				}
			}
			r.Under("map", n)
		case "raw":
			Any(r, &v.Raw)
			r.Under("raw", n)
		case "text":
			Quoted(r, &v.Text, Integer)
			r.Under("text", n)
		default:
			r.Other(false)
		}
	}
	if seen&1 == 0 {
		r.Missing("name")
	}
}

func violations(err error) problem.Violations {
	var e *Error
	if errors.As(err, &e) {
		return e.Violations
	}
	return nil
}

func TestReader(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1)
	for _, tt := range []struct {
		name, doc string
		want      problem.Violations
	}{
		{"everything", `{"name":"n","count":-128,"size":65535,"ratio":1.5e-3,"on":true,"data":"AQI=","at":"2026-01-31T09:30:00.5+01:00","list":["a"],"map":{"k":{"name":"m"}},"raw":[1, 2],"text":"7","more":{"a":[null,-0.0]}}`, nil},
		{"required", `{}`, problem.Violations{{Pointer: "/name", Detail: "is required"}}},
		{"another case is another name", `{"Name":"n"}`, problem.Violations{{Pointer: "/name", Detail: "is required"}}},
		{"null", `{"name":null}`, problem.Violations{{Pointer: "/name", Detail: "is null, want a string"}}},
		{"twice", `{"name":"a","name":"b"}`, problem.Violations{{Pointer: "/name", Detail: "is given more than once"}}},
		{"twice in a map", `{"name":"a","map":{"a/b":{"name":"x"},"a/b":{"name":"x"}}}`, problem.Violations{{Pointer: "/map/a~1b", Detail: "is given more than once"}}},
		{"all at once", `{"name":"","count":128,"size":-1,"ratio":"1","on":0,"data":"!","at":"now","list":["a",1,[]],"map":{"k":7},"text":7}`, problem.Violations{
			{Pointer: "/name", Detail: "is shorter than 1 character"},
			{Pointer: "/count", Detail: notInteger},
			{Pointer: "/size", Detail: notInteger},
			{Pointer: "/ratio", Detail: "is a string, want a number within its range"},
			{Pointer: "/on", Detail: "is a number, want a boolean"},
			{Pointer: "/data", Detail: "is not base64"},
			{Pointer: "/at", Detail: notTime},
			{Pointer: "/list/1", Detail: "is a number, want a string"},
			{Pointer: "/list/2", Detail: "is an array, want a string"},
			{Pointer: "/map/k", Detail: "is a number, want an object"},
			{Pointer: "/text", Detail: "is a number, want a string"},
		}},
		{"integers", `{"name":"n","count":1.0}`, problem.Violations{{Pointer: "/count", Detail: notInteger}}},
		{"large numbers", `{"name":"n","ratio":1e999,"small":1e39,"count":99999999999999999999}`, problem.Violations{
			{Pointer: "/ratio", Detail: notNumber}, {Pointer: "/small", Detail: notNumber}, {Pointer: "/count", Detail: notInteger},
		}},
		{"another type", `[]`, problem.Violations{{Detail: "is an array, want an object"}}},
		{"syntax is all there is to say", `{"count":"x","name":}`, problem.Violations{{Detail: "the body is not JSON: invalid character '}' looking for beginning of value at byte 21"}}},
		{"after the end", `{"name":"n"} x`, problem.Violations{{Detail: "the body is not JSON: invalid character 'x' after top-level value at byte 14"}}},
		{"empty", ``, problem.Violations{{Detail: "the body is not JSON: unexpected end of JSON input at byte 0"}}},
		{"not UTF-8", "{\"name\":\"\xff\"}", problem.Violations{{Detail: "the body is not UTF-8"}}},
		{"deep", `{"name":"n","raw":` + deep + `}`, problem.Violations{{Detail: "the body is nested more than 500 times"}}},
		{"a long name", `{"name":"n","map":{"` + strings.Repeat("é", 100) + `":1}}`, problem.Violations{{Pointer: "/map/" + strings.Repeat("é", 64) + "...", Detail: "is a number, want an object"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var v thing
			if diff := cmp.Diff(tt.want, violations(Decode([]byte(tt.doc), &v, readThing))); diff != "" {
				t.Errorf("Decode(%.200s) (-want +got):\n%s", tt.doc, diff)
			}
		})
	}
}

func TestViolationsAreLimited(t *testing.T) {
	t.Parallel()
	var v thing
	err := Decode([]byte(`{"name":"n","list":[`+strings.Repeat("1,", 500)+`1]}`), &v, readThing)
	if got := len(violations(err)); got != maxViolations {
		t.Errorf("%d violations, want %d", got, maxViolations)
	}
}

func TestUnknownMembers(t *testing.T) {
	t.Parallel()
	var r Reader
	r.Init([]byte(`{"name":"n","a~":1}`), true)
	readThing(&r, new(thing))
	r.End()
	want := problem.Violations{{Pointer: "/a~0", Detail: "is not a member the contract has"}}
	if diff := cmp.Diff(want, r.List()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	var v Violations
	v.Add("is bad")
	v.Under("a", 0)
	v.Add("is worse")
	v.Of("q", 1)
	if got, want := v.Err().Error(), "/a is bad; q is worse"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !v.Has("q") || v.Has("a") {
		t.Error("Has finds parameters alone")
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	many := make([]int, 100)
	for i := range many {
		many[i] = i
	}
	for _, tt := range []struct {
		name string
		rule func(*Violations)
		want string
	}{
		{"minimum", func(v *Violations) { Minimum(v, 1.5, 1.75) }, "is less than 1.75"},
		{"at the minimum", func(v *Violations) { Minimum(v, 2, 2) }, ""},
		{"maximum", func(v *Violations) { Maximum[int64](v, 1_000_001, 1_000_000) }, "is more than 1000000"},
		{"large maximum", func(v *Violations) { Maximum[uint64](v, 1<<64-1, 1<<63) }, "is more than 9223372036854775808"},
		{"above", func(v *Violations) { Above(v, 1, 1) }, "is not more than 1"},
		{"below", func(v *Violations) { Below(v, 1.5, 1.5) }, "is not less than 1.5"},
		{"between", func(v *Violations) { Above(v, 2, 1); Below(v, 2, 3) }, ""},
		{"multiple", func(v *Violations) { Multiple(v, 7, 5) }, "is not a multiple of 5"},
		{"is a multiple", func(v *Violations) { Multiple(v, -10, 5) }, ""},
		{"decimal multiple", func(v *Violations) { MultipleOf(v, 0.3, "0.1") }, ""},
		{"decimal multiple of single precision", func(v *Violations) { MultipleOf[float32](v, 0.3, "0.1") }, ""},
		{"no decimal multiple", func(v *Violations) { MultipleOf(v, 0.35, "0.1") }, "is not a multiple of 0.1"},
		{"characters, not bytes", func(v *Violations) { MinLength(v, "éé", 3) }, "is shorter than 3 characters"},
		{"enough characters", func(v *Violations) { MinLength(v, "éé", 2); MaxLength(v, "éé", 2) }, ""},
		{"too many characters", func(v *Violations) { MaxLength(v, "ab", 1) }, "is longer than 1 character"},
		{"few items", func(v *Violations) { MinItems(v, 0, 1) }, "has fewer than 1 item"},
		{"many items", func(v *Violations) { MaxItems(v, 3, 2) }, "has more than 2 items"},
		{"few members", func(v *Violations) { MinProperties(v, 1, 2) }, "has fewer than 2 members"},
		{"many members", func(v *Violations) { MaxProperties(v, 3, 2) }, "has more than 2 members"},
		{"unique", func(v *Violations) { Unique(v, many) }, ""},
		{"twice", func(v *Violations) { Unique(v, []string{"a", "b", "a"}) }, "has an item twice"},
		{"twice among many", func(v *Violations) { Unique(v, append(many, 50)) }, "has an item twice"},
		{"twice as JSON", func(v *Violations) { UniqueJSON(v, [][]int{{1}, {2}, {1}}) }, "has an item twice"},
		{"unique as JSON", func(v *Violations) { UniqueJSON(v, []*int{new(int), nil}) }, ""},
	} {
		var v Violations
		tt.rule(&v)
		got := ""
		if v.Count() > 0 {
			got = v.List()[0].Detail
		}
		if got != tt.want || v.Count() > 1 {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// FuzzReader holds the reader against encoding/json: what the reader takes,
// encoding/json takes with the same values, and what encoding/json cannot read
// the reader refuses.
func FuzzReader(f *testing.F) {
	f.Add([]byte(`{"name":"n","count":-1,"ratio":1.5e3,"data":"AQI=","list":["\ud83d\ude00\ud800x\n"],"map":{"k":{"name":""}},"raw":[1,{}]}`))
	f.Add([]byte(`{"name":"\u00e9\/\"","at":"2026-01-31T09:30:00Z","text":"-5","on":false,"size":3} `))
	f.Add([]byte("{\"name\":\"a\x00\"}"))
	f.Add([]byte(`{"name":"n","small":-0.0,"raw":"\u12"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var got, want thing
		err := Decode(data, &got, readThing)
		jsonErr := json.Unmarshal(data, &want)
		if err == nil && jsonErr != nil && onlyKnownNames(data) {
			t.Fatalf("%q is taken, and encoding/json says %v", data, jsonErr)
		}
		var r Reader
		r.Init(data, false)
		r.Skip()
		r.End()
		if valid := json.Valid(data); r.Count() == 0 && !valid {
			t.Fatalf("%q is skipped as JSON", data)
		}
		if err == nil && onlyKnownNames(data) {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q (-encoding/json +reader):\n%s", data, diff)
			}
		}
	})
}

// onlyKnownNames reports whether encoding/json would take no member for one
// whose name differs in case.
func onlyKnownNames(data []byte) bool {
	var m map[string]json.RawMessage
	if json.Unmarshal(data, &m) != nil {
		return false
	}
	for name, raw := range m {
		if name != strings.ToLower(name) || strings.ContainsAny(name, "ſK") {
			return false
		}
		if name == "map" {
			var inner map[string]json.RawMessage
			_ = json.Unmarshal(raw, &inner)
			for _, v := range inner {
				if !onlyKnownNames(v) {
					return false
				}
			}
		}
	}
	return true
}

func FuzzPatternSteps(f *testing.F) {
	lower := Step{Set: [2]uint64{0, 0x07fffffe00000000}, Min: 1, Max: 3}
	notAt := Step{Set: [2]uint64{^uint64(0), ^uint64(1)}, Others: true, Min: 1, Max: -1}
	at := Step{Set: [2]uint64{0, 1}, Min: 1, Max: 1}
	loops := []*Pattern{{Text: "(?s)^[a-z]{1,3}$", Steps: []Step{lower}}, {Text: "(?s)^[^@]+@[^@]+$", Steps: []Step{notAt, at, notAt}}}
	f.Add("abc")
	f.Add("a@b")
	f.Add("é@\n")
	f.Fuzz(func(t *testing.T, s string) {
		for _, p := range loops {
			slow := &Pattern{Text: p.Text}
			if got, want := p.Match(s), slow.Match(s); got != want {
				t.Errorf("%s: %q matches in a loop: %t, as an expression: %t", p.Text, s, got, want)
			}
		}
	})
}
