package stub

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/types"
	"hash"
	"io/fs"
	"runtime"
	"runtime/debug"

	"github.com/apigen-go/apigen/internal/cache"
	"github.com/apigen-go/apigen/internal/generate/contract"
)

// key names the result of oapi-codegen for a document: it has all that [prepare]
// and the templates make something of, and the program itself. It is empty when
// nothing is to be kept.
func key(document []byte, cfg Config, pkg string) string {
	program := cache.Program()
	if cfg.Cache.IsOff() || program == "" {
		return ""
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%s\n%s\n", program, runtime.Version(), generatorVersion(), pkg, Header(cfg.Contract, cfg.Version))
	hashTemplates(h)
	for _, op := range cfg.Contract.Operations {
		hashOperation(h, op)
	}
	h.Write(document)
	return hex.EncodeToString(h.Sum(nil))
}

// generatorVersion is the version of oapi-codegen in this program.
func generatorVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, m := range info.Deps {
		if m.Path == "github.com/oapi-codegen/oapi-codegen/v2" {
			return m.Version
		}
	}
	return ""
}

func hashTemplates(h hash.Hash) {
	// The files are part of the program, so there is nothing that could fail.
	_ = fs.WalkDir(templates, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := templates.ReadFile(name)
		fmt.Fprintf(h, "%s %d\n%s\n", name, len(text), text)
		return err
	})
}

// hashOperation adds what prepare takes from an operation.
func hashOperation(h hash.Hash, op *contract.Operation) {
	fmt.Fprintf(h, "op %q %q %q\n", op.Method, op.PlainPath(), op.Name)
	if r := op.Request; r != nil {
		for _, p := range r.Parameters {
			read, err := Reader(Element(p.GoType))
			fmt.Fprintf(h, "parameter %q %q %q %q %t %t %q %q %v %t\n", p.In, p.Name, p.Field, p.Doc, p.Required, p.Explode,
				types.TypeString(p.GoType, nil), read, err, isList(value(p.GoType)))
		}
		hashBody(h, r.Body)
	}
	for _, r := range op.Responses {
		fmt.Fprintf(h, "response %d\n", r.Status)
		hashBody(h, r.Body)
	}
}

func hashBody(h hash.Hash, b *contract.Body) {
	if b != nil {
		fmt.Fprintf(h, "body %t %t %t %q\n", b.Binary, b.Form, b.Required, b.ContentTypes)
	}
}
