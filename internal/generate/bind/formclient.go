package bind

import (
	"fmt"
	"go/types"

	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/schema"
	"github.com/apigen-go/apigen/internal/generate/stub"
)

// formBody writes the variables content and body of a request that is a form.
func (f *client) formBody(b *contract.Body, fail string) ([]string, string, error) {
	field := "in." + selector(b.Field)
	source := "&" + field
	if b.Pointer {
		source = field
		f.printf("\tvar content string\n\tvar body %s.Reader\n\tif v := %s; v != nil {\n", f.std("io"), source)
	} else {
		f.printf("\tv := %s\n", source)
	}
	f.printf("\tform := %s.NewForm(%q)\n", f.call(), b.ContentTypes[0])
	for _, p := range b.Schema.Ref.Properties {
		if err := f.formField(p); err != nil {
			return nil, "", fmt.Errorf("field %s: %w", p.Name, err)
		}
	}
	if b.Pointer {
		f.printf("\tvar err error\n\tif content, body, err = form.Encode(); err != nil {\n\t\treturn %serr\n\t}\n\t}\n", fail)
	} else {
		f.printf("\tcontent, body, err := form.Encode()\n\tif err != nil {\n\t\treturn %serr\n\t}\n", fail)
	}
	return []string{"content", "body"}, "WithBody", nil
}

// formField writes the adding of one field.
func (f *client) formField(p *contract.Property) error {
	ff, value := p.Form, "v."+selector(p.Field)
	list := value
	condition, err := f.formSet(p, value)
	if err != nil {
		return err
	}
	scope := condition == "" && !ff.List && ff.JSON && needs(ff.Item())
	if scope {
		condition = "{"
		f.printf("\t{\n")
	} else if condition != "" {
		f.printf("\tif %s {\n", condition)
	}
	if isPointer(ff.GoType) {
		value, list = "*"+value, "*"+list
	}
	if ff.List {
		f.printf("\tfor _, item := range %s {\n", list)
		value = "item"
	}
	add, err := f.formAdd(p, value)
	if err != nil {
		return err
	}
	f.printf("\t%s\n", add)
	if ff.List {
		f.printf("\t}\n")
	}
	if condition != "" {
		f.printf("\t}\n")
	}
	return nil
}

// formAdd is the call that adds one value.
func (f *client) formAdd(p *contract.Property, value string) (string, error) {
	t := p.Form.Item()
	switch {
	case p.Form.JSON && needs(t):
		f.printf("\tnested := %s\n\tif %s {\n\t\tnested = %s\n\t}\n", value, f.fills.lacks("nested", t), f.fills.filled("nested", t))
		value = "nested"
		fallthrough
	case p.Form.JSON:
		return fmt.Sprintf("%s.AddJSON(form, %q, %s)", f.call(), p.Name, value), nil
	case p.Form.File && types.TypeString(types.Unalias(t), nil) == schema.FilePath+".File":
		return fmt.Sprintf("form.File(%q, %s)", p.Name, value), nil
	case p.Form.File && types.IsInterface(t):
		return fmt.Sprintf("form.Stream(%q, %s)", p.Name, value), nil
	case p.Form.File:
		return fmt.Sprintf("form.File(%q, %s.File{Data: %s})", p.Name, f.use(schema.FilePath, "form"), value), nil
	}
	kind, err := stub.Reader(t)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s.Add%s(form, %q, %s)", f.call(), kind, p.Name, value), nil
}

// formSet is the condition under which a field is sent; empty when it always is.
func (f *client) formSet(p *contract.Property, value string) (string, error) {
	ff := p.Form
	t := ff.GoType
	switch {
	case isPointer(t):
		return value + " != nil", nil
	case ff.List || p.Required:
		return "", nil
	case ff.File && types.TypeString(types.Unalias(t), nil) == schema.FilePath+".File":
		return fmt.Sprintf("%[1]s.Name != \"\" || len(%[1]s.Data) > 0", value), nil
	case types.IsInterface(t):
		return value + " != nil", nil
	case ff.File, ff.JSON:
		return "len(" + value + ") > 0", nil
	}
	return f.isSet(&contract.Parameter{GoType: t}, value)
}
