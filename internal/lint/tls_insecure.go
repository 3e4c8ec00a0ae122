package lint

import "github.com/apigen-go/apigen/internal/diag"

var tlsInsecure = &Rule{
	ID:       "tls-insecure",
	Severity: diag.Warning,
	Doc: `an integration does not check its backend's certificate

insecureSkipVerification takes any certificate, so anybody on the way can read and
change what is sent. It exists for private certificate authorities.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			if m.Integration != nil && m.Integration.InsecureSkipVerify {
				report(m.Integration.Pointer+"/tlsConfig", name(m, r)+" does not check the certificate of its backend", "use a certificate of a public authority")
			}
		}
	},
}
