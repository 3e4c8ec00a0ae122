package call

import (
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/apigen-go/apigen/form"
)

func TestURLEncodedForm(t *testing.T) {
	t.Parallel()
	f := NewForm("application/x-www-form-urlencoded")
	AddText(f, "a b", "c&d=ü")
	AddInteger(f, "i", int8(-3))
	AddUnsigned(f, "u", uint(3))
	AddNumber(f, "n", float32(0.1))
	AddBoolean(f, "t", true)
	AddTime(f, "at", time.Unix(0, 5).UTC())
	AddEncoded(f, "e", time.Unix(0, 0).UTC())
	AddJSON(f, "j", map[string]int{"x": 1})
	content, body, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	const want = "a+b=c%26d%3D%C3%BC&i=-3&u=3&n=0.1&t=true&at=1970-01-01T00%3A00%3A00.000000005Z&e=1970-01-01T00%3A00%3A00Z&j=%7B%22x%22%3A1%7D"
	if content != "application/x-www-form-urlencoded" || string(data) != want {
		t.Errorf("got %s %s\nwant %s", content, data, want)
	}
}

// The first error ends a form: nothing is sent.
func TestFormErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for want, add := range map[string]func(*Form){
		"encode form: s: broken":                  func(f *Form) { f.Stream("s", iotest.ErrReader(broken)) },
		"encode form: j: json: unsupported value": func(f *Form) { AddJSON(f, "j", math.Inf(1)) },
		"encode form: e: Time.MarshalText: year":  func(f *Form) { AddEncoded(f, "e", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)) },
	} {
		f := NewForm("multipart/form-data")
		add(f)
		AddText(f, "later", "x")
		if _, body, err := f.Encode(); err == nil || !strings.HasPrefix(err.Error(), want) || body != nil {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	f := NewForm("application/x-www-form-urlencoded")
	f.File("f", form.File{})
	if _, _, err := f.Encode(); err == nil || !strings.Contains(err.Error(), "multipart/form-data") {
		t.Errorf("a file in a query string: %v", err)
	}
	f = NewForm("multipart/form-data")
	f.Stream("nil", nil)
	if _, _, err := f.Encode(); err != nil {
		t.Errorf("a nil stream: %v", err)
	}
}
