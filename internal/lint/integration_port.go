package lint

import (
	"regexp"
	"strconv"

	"github.com/apigen-go/apigen/internal/diag"
)

var integrationPort = &Rule{
	ID:       "integration-port",
	Severity: diag.Warning,
	Doc: `an integration calls a port that API Gateway does not

Ports are 80, 443 and 1024 to 65535.`,
	Check: func(s *Subject, report Report) {
		for m, r := range s.API.Methods() {
			in := m.Integration
			if in == nil || in.ConnectionType == "VPC_LINK" {
				continue
			}
			found := urlPort.FindStringSubmatch(in.URI)
			if found == nil {
				continue
			}
			if port, err := strconv.Atoi(found[1]); err != nil || port > 65535 || port < 1024 && port != 80 && port != 443 {
				report(in.Pointer+"/uri", name(m, r)+" calls port "+found[1]+", which API Gateway does not", "use 80, 443, or one from 1024 to 65535")
			}
		}
	},
}

var urlPort = regexp.MustCompile(`^(?i)https?://[^/?#]*:([0-9]+)(?:[/?#]|$)`)
