package vtl

import "testing"

// A maker counts how often all was made.
type maker struct{ made int }

func (m *maker) One(key string) (Value, bool) {
	if key == "a" {
		return Str("1"), true
	}
	return Value{}, false
}

func (m *maker) All() *Map {
	m.made++
	all := NewMap()
	all.Put("a", Str("1"))
	all.Put("b", Str("2"))
	return all
}

func TestMadeMap(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		template, want string
		made           int
	}{
		{"$m.a$m.a", "11", 0},
		{"$m.b$m.a$m.b", "212", 1},
		{"$!m.c", "", 1},
		{"$m.size()", "2", 1},
		{"$m", "{a=1, b=2}", 1},
		{"$m.get('b')$m.a", "21", 1},
		{"#foreach($k in $m.keySet())$k#end", "ab", 1},
		{"#foreach($v in $m)$v#end", "12", 1},
		{"#foreach($v in $m.values())$v#end", "12", 1},
		{"#foreach($e in $m.entrySet())$e.key=$e.value #end", "a=1 b=2 ", 1},
		{"#set($m.a = '3')$m.a$m.b", "32", 1},
		{"#set($m.c = '3')$m.keySet()", "[a, b, c]", 1},
		{"#set($n = {'a': '1', 'b': '2'})#if($m == $n)same#end", "same", 1},
	} {
		m := &maker{}
		tpl, err := Parse(Source{Text: tt.template})
		if err != nil {
			t.Fatal(err)
		}
		got, err := tpl.Render(t.Context(), Vars{"m": FromMap(NewMadeMap(m))})
		if err != nil || got != tt.want || m.made != tt.made {
			t.Errorf("%s: got %q, %v, made %d times; want %q, %d times", tt.template, got, err, m.made, tt.want, tt.made)
		}
	}
}
