package lint

import (
	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
)

var serverBasePath = &Rule{
	ID:       "server-base-path",
	Severity: diag.Info,
	Doc: `the import puts the base path before every path

With basepath prepend or split, the path of the first server becomes resources of
their own, which count among the 300. A document that was exported has its stage
there: /prod/pets.`,
	Check: func(s *Subject, report Report) {
		if mode := s.Opts.Read.BasePath; mode != apigw.BasePathPrepend && mode != apigw.BasePathSplit {
			return
		}
		if prefix := apigw.BasePath(s.Doc, s.Opts.Read); prefix != "" {
			where := "/servers/0"
			if s.Doc.Root.Get("swagger") != nil {
				where = "/basePath"
			}
			report(where, "every path begins with "+prefix, "import with basepath ignore, unless this is meant")
		}
	},
}
