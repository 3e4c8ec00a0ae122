package vtl

import "strings"

// A method computes what a call of a Java method gives. It returns [ErrNoMethod]
// when the arguments are of the wrong type: the reference is then empty.
type method func(r *renderer, recv Value, args []Value) (Value, error)

// maxArity is the largest number of arguments a method takes one by one; varArgs
// is the place of those that take any number.
const (
	maxArity = 3
	varArgs  = maxArity + 1
)

// A methodSet is what one name means on values of each kind.
type methodSet [KindBlock + 1][maxArity + 2]method

func (s *methodSet) find(k Kind, arity int) method {
	if s == nil {
		return nil
	}
	if arity <= maxArity && s[k][arity] != nil {
		return s[k][arity]
	}
	return s[k][varArgs]
}

// A signature is a row of the tables of methods: a name and its arguments as in
// "substring(begin, end)". A last argument "..." stands for any number.
type signature struct {
	text string
	call method
}

// methods are all methods a template may call, by name; properties are the ones
// it may reach without parentheses, as Velocity finds isEmpty() for .empty. Both
// are built once from the tables stringMethods, listMethods, mapMethods,
// numberMethods and boolMethods, which are the documentation of what is there.
// Java has more; a template that calls what is not in the tables gets nothing,
// as with a method that does not exist.
var methods, properties = buildMethods()

func buildMethods() (byName, byProperty map[string]*methodSet) {
	byName = make(map[string]*methodSet)
	add := func(rows []signature, kinds ...Kind) {
		for _, row := range rows {
			name, arity := row.parse()
			if byName[name] == nil {
				byName[name] = new(methodSet)
			}
			for _, k := range kinds {
				byName[name][k][arity] = row.call
			}
		}
	}
	add(anyMethods, KindBool, KindInt, KindBig, KindFloat, KindString, KindList, KindMap)
	add(stringMethods, KindString)
	add(listMethods, KindList)
	add(mapMethods, KindMap)
	add(numberMethods, KindInt, KindBig, KindFloat)
	add(boolMethods, KindBool)
	byProperty = map[string]*methodSet{
		"empty": byName["isEmpty"], "Empty": byName["isEmpty"],
		"blank": byName["isBlank"], "bytes": byName["getBytes"],
		"infinite": byName["isInfinite"], "naN": byName["isNaN"],
	}
	return byName, byProperty
}

func (s signature) parse() (name string, arity int) {
	name, list, _ := strings.Cut(strings.TrimSuffix(s.text, ")"), "(")
	switch {
	case strings.HasSuffix(list, "..."):
		return name, varArgs
	case list == "":
		return name, 0
	}
	return name, strings.Count(list, ",") + 1
}

// anyMethods are those of java.lang.Object.
var anyMethods = []signature{
	{"toString()", func(r *renderer, v Value, _ []Value) (Value, error) {
		s, err := r.text(v)
		return Str(s), err
	}},
	{"equals(other)", func(r *renderer, v Value, args []Value) (Value, error) {
		same, err := r.equal(v, args[0])
		return Bool(same), err
	}},
}

// boolMethods are those of java.lang.Boolean.
var boolMethods = []signature{
	{"booleanValue()", func(_ *renderer, v Value, _ []Value) (Value, error) { return v, nil }},
	{"compareTo(other)", func(_ *renderer, v Value, args []Value) (Value, error) {
		if args[0].kind != KindBool {
			return Value{}, ErrNoMethod
		}
		return Int(int64(v.num) - int64(args[0].num)), nil
	}},
	{"parseBoolean(text)", parseBoolean},
	{"valueOf(text)", parseBoolean},
}

func parseBoolean(_ *renderer, _ Value, args []Value) (Value, error) {
	s, ok := args[0].Text()
	if !ok {
		return args[0], nil
	}
	return Bool(strings.EqualFold(s, "true")), nil
}
