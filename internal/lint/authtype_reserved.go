package lint

import (
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

var authtypeReserved = &Rule{
	ID:       "authtype-reserved",
	Severity: diag.Error,
	Doc: `an authtype begins with aws

Such names are reserved; awsSigv4 is the only one. See
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html`,
	Check: func(s *Subject, report Report) {
		for pointer, scheme := range s.schemes() {
			kind := strings.ToLower(apigw.Text(scheme.Get(extensionPrefix + "authtype")))
			if strings.HasPrefix(kind, "aws") && kind != "awssigv4" {
				report(pointer+openapi.Pointer(extensionPrefix+"authtype"), "authtype "+kind+" is reserved", "write awsSigv4, custom or cognito_user_pools")
			}
		}
	},
}
