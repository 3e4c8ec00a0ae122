package bind

import (
	"errors"
	"fmt"
	"go/types"
	"net/http"

	"github.com/apigen-go/apigen/internal/generate/contract"
)

// response writes the type that answers op: the contract's response struct with
// the visit method oapi-codegen asks for.
func (s *server) response(op *contract.Operation) error {
	name, first := lowerFirst(op.Name)+"Response", op.Responses[0]
	s.printf("\n// %s answers %s.\n", name, op.Name)
	if first.GoType == nil {
		s.printf("type %s struct{}\n", name)
	} else {
		if err := reachable(first.GoType, first.Headers); err != nil {
			return err
		}
		s.printf("type %s struct{ out *%s }\n", name, s.typ(first.GoType))
	}
	s.printf("\nfunc (r %s) Visit%sResponse(w %s.ResponseWriter) error {\n", name, op.Name, s.std("net/http"))
	if err := s.answers(op); err != nil {
		return err
	}
	s.printf("}\n")
	return nil
}

func (s *server) answers(op *contract.Operation) error {
	if !op.Responses[0].Alternative {
		if len(op.Responses) > 1 {
			return errors.New("several responses that are no alternatives")
		}
		return s.answer(op.Responses[0])
	}
	s.printf("\tswitch {\n")
	for _, r := range op.Responses {
		s.printf("\tcase r.out.%s != nil:\n", selector(r.Body.Field))
		if err := s.answer(r); err != nil {
			return fmt.Errorf("status %d: %w", r.Status, err)
		}
	}
	s.printf("\t}\n\treturn %s.ErrNoAnswer\n", s.serve())
	return nil
}

// answer writes the statements that write one response: the body is made
// first, as long as an error can still be answered with a problem.
func (s *server) answer(r *contract.Response) error {
	switch {
	case r.Body == nil:
		if err := s.headers(r.Headers); err != nil {
			return err
		}
		s.printf("\tw.WriteHeader(%d)\n\treturn nil\n", r.Status)
		return nil
	case r.Body.Binary:
		return s.binaryAnswer(r)
	}
	field := "r.out." + selector(r.Body.Field)
	body, t := "&"+field, r.Body.GoType
	switch {
	case r.Body.Field == "":
		body = "r.out"
	case r.Alternative:
		body, t = field, elem(t)
	case r.Body.Pointer:
		body, t = field, elem(t)
		s.printf("\tif %s == nil {\n\t\treturn %s.ErrNoAnswer\n\t}\n", field, s.serve())
	}
	if needs(t) {
		s.printf("\tbody := %s\n", body)
		s.printf("\tif %s {\n\t\tv := %s\n\t\tbody = &v\n\t}\n", s.fills.lacks("(*body)", t), s.fills.filled("*body", t))
		body = "body"
	}
	s.printf("\tdata, err := %s.EncodeJSON(%s)\n\tif err != nil {\n\t\treturn err\n\t}\n", s.serve(), body)
	if err := s.headers(r.Headers); err != nil {
		return err
	}
	if media := r.Body.ContentTypes[0]; media != "application/json" {
		s.printf("\treturn data.WriteAs(w, %d, %q)\n", r.Status, media)
		return nil
	}
	s.printf("\treturn data.Write(w, %d)\n", r.Status)
	return nil
}

func (s *server) binaryAnswer(r *contract.Response) error {
	set := `""`
	if r.ContentType != "" {
		set = "r.out." + selector(r.ContentType)
	}
	if r.Body.Stream {
		if err := s.headers(r.Headers); err != nil {
			return err
		}
		s.printf("\treturn %s.WriteStream(w, %d, %s, r.out.%s%s)\n", s.serve(), r.Status, set, selector(r.Body.Field), quoted(r.Body.ContentTypes))
		return nil
	}
	s.printf("\tcontent, err := %s.ContentType(%s%s)\n\tif err != nil {\n\t\treturn err\n\t}\n", s.serve(), set, quoted(r.Body.ContentTypes))
	if err := s.headers(r.Headers); err != nil {
		return err
	}
	body := "r.out." + selector(r.Body.Field)
	if r.Alternative || r.Body.Pointer {
		body = "*" + body
	}
	if r.Body.Text {
		body = "[]byte(" + body + ")"
	}
	s.printf("\treturn %s.WriteBytes(w, %d, content, %s)\n", s.serve(), r.Status, body)
	return nil
}

// headers writes the header fields. A nil pointer, an empty text and the zero
// time of an optional field send no header.
func (s *server) headers(headers []*contract.Parameter) error {
	for _, h := range headers {
		t, field := elem(h.GoType), "r.out."+selector(h.Field)
		value := field
		if h.Pointer {
			value = "*" + value
		}
		text, isSet, err := s.headerText(t, value)
		if err != nil {
			return fmt.Errorf("header %s: %w", h.Name, err)
		}
		set := fmt.Sprintf("w.Header().Set(%q, %s)", http.CanonicalHeaderKey(h.Name), text)
		switch {
		case h.Pointer:
			s.printf("\tif %s != nil {\n\t\t%s\n\t}\n", field, set)
		case !h.Required || isText(t):
			s.printf("\tif %s {\n\t\t%s\n\t}\n", isSet, set)
		default:
			s.printf("\t%s\n", set)
		}
	}
	return nil
}

func isText(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

// headerText returns the expression of a header's text, and the one that tells
// whether it is not the zero value.
func (s *server) headerText(t types.Type, value string) (text, isSet string, err error) {
	if isTime(t) {
		return fmt.Sprintf("%s.Format(%s.RFC3339Nano)", value, s.std("time")), fmt.Sprintf("!%s.IsZero()", value), nil
	}
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		return "", "", fmt.Errorf("a %s cannot be written as a header", t)
	}
	switch info := b.Info(); {
	case info&types.IsString != 0:
		return converted("string", value, t), value + ` != ""`, nil
	case info&types.IsBoolean != 0:
		return fmt.Sprintf("%s.FormatBool(%s)", s.std("strconv"), converted("bool", value, t)), value, nil
	case info&types.IsUnsigned != 0:
		return fmt.Sprintf("%s.FormatUint(%s, 10)", s.std("strconv"), converted("uint64", value, t)), value + " != 0", nil
	case info&types.IsInteger != 0:
		return fmt.Sprintf("%s.FormatInt(%s, 10)", s.std("strconv"), converted("int64", value, t)), value + " != 0", nil
	case info&types.IsFloat != 0:
		return fmt.Sprintf("%s.FormatFloat(%s, 'g', -1, 64)", s.std("strconv"), converted("float64", value, t)), value + " != 0", nil
	}
	return "", "", fmt.Errorf("a %s cannot be written as a header", t)
}
