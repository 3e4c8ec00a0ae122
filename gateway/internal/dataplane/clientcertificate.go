package dataplane

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

// A presented is what makes a connection of one stage to its backends differ from
// that of another.
type presented struct {
	certificate string
	insecure    bool
}

// backendClient gives the client for a backend: where the stage has a client
// certificate, the one that presents it to backends that ask. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html
func (x *exchange) backendClient(scheme string, insecure bool) (*http.Client, *failure) {
	if id := x.stage.ClientCertificateID; id != "" && scheme == "https" {
		client, err := x.server.presenting(x.data.ClientCertificates[id], insecure)
		if err != nil {
			return nil, internalError(apiConfigurationError, 0, fmt.Sprintf("Execution failed due to configuration error: client certificate %s of stage %s: %v", id, x.stage.Name, err))
		}
		return client, nil
	}
	if insecure {
		return x.server.clients.trusting, nil
	}
	return x.server.clients.verifying, nil
}

// presenting gives the client that presents a certificate.
func (s *Server) presenting(c *state.ClientCertificate, insecure bool) (*http.Client, error) {
	if c == nil {
		return nil, errors.New("there is no such certificate")
	}
	key := presented{c.PEM, insecure}
	if client, ok := s.certified.Load(key); ok {
		return client.(*http.Client), nil
	}
	if c.Key == "" {
		return nil, errors.New("it was made before the gateway kept its key: generate another one")
	}
	pair, err := tls.X509KeyPair([]byte(c.PEM), []byte(c.Key))
	if err != nil {
		return nil, err
	}
	client := newClient(insecure)
	transport := client.Transport.(*http.Transport)
	if transport.TLSClientConfig == nil {
		transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	// The certificate signs itself, so no authority a backend may name has issued
	// it: it is presented to whoever asks.
	transport.TLSClientConfig.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil }
	kept, _ := s.certified.LoadOrStore(key, client)
	return kept.(*http.Client), nil
}

// closeCertified ends the connections of clients that present certificates.
func (s *Server) closeCertified() {
	s.certified.Range(func(_, client any) bool {
		client.(*http.Client).CloseIdleConnections()
		return true
	})
}
