package lint

import (
	"regexp"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var awsVariable = &Rule{
	ID:       "aws-variable",
	Severity: diag.Warning,
	For:      AnyAPI,
	Doc: `a variable of CloudFormation is left in the document

API Gateway replaces ${AWS::Region}, ${AWS::AccountId} and ${AWS::Partition} at an
import. Other variables are known to CloudFormation only, inside Fn::Sub, and stay
as they are.`,
	Check: func(s *Subject, report Report) {
		s.Doc.Root.Walk(func(path []string, n *openapi.Node) bool {
			if members := n.MembersOrNil(); len(members) == 1 && (strings.HasPrefix(members[0].Key, "Fn::") || members[0].Key == "Ref") {
				return false
			}
			if len(path) > 0 && path[len(path)-1] == "description" {
				return false
			}
			for _, m := range awsPlaceholder.FindAllString(n.StringOr(""), -1) {
				if m != "${AWS::Region}" && m != "${AWS::AccountId}" && m != "${AWS::Partition}" {
					report(openapi.Pointer(path...), m+" is not replaced by an import", "put the value in before the import")
				}
			}
			return true
		})
	},
}

var awsPlaceholder = regexp.MustCompile(`\$\{AWS::\w+\}`)
