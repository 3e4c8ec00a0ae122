package controlplane

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/state"
)

type clientCertificate struct {
	ID             string            `json:"clientCertificateId"`
	Description    string            `json:"description,omitempty"`
	PEM            string            `json:"pemEncodedCertificate"`
	CreatedDate    timestamp         `json:"createdDate"`
	ExpirationDate timestamp         `json:"expirationDate"`
	Tags           map[string]string `json:"tags,omitempty"`
}

func viewCertificate(c *state.ClientCertificate) clientCertificate {
	return clientCertificate{c.ID, c.Description, c.PEM, timestamp(c.CreatedDate), timestamp(c.ExpirationDate), c.Tags}
}

// certificateAge is how long the service's client certificates are valid.
const certificateAge = 365 * 24 * time.Hour

func (s *Server) generateCertificate(r *request) (answer, error) {
	var in struct {
		Description string            `json:"description"`
		Tags        map[string]string `json:"tags"`
	}
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	now := s.Now()
	text, key, err := selfSigned(now)
	if err != nil {
		return answer{}, fmt.Errorf("generate client certificate: %w", err)
	}
	c := &state.ClientCertificate{
		ID: s.IDs.Short(), Description: in.Description, PEM: text, Key: key, Tags: in.Tags, CreatedDate: now, ExpirationDate: now.Add(certificateAge),
	}
	if err := s.Store.Update(func(d *state.Data) error { d.ClientCertificates[c.ID] = c; return nil }); err != nil {
		return answer{}, err
	}
	return created(viewCertificate(c))
}

// selfSigned makes a certificate that backends may know the gateway by, and its
// key, both in PEM.
func selfSigned(now time.Time) (certificate, private string, err error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), NotBefore: now, NotAfter: now.Add(certificateAge),
		Subject:  pkix.Name{CommonName: "ApiGateway", Organization: []string{"Amazon.com"}, Country: []string{"US"}, Locality: []string{"Seattle"}},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return "", "", err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})), nil
}

func (s *Server) certificate(d *state.Data, r *request) (*state.ClientCertificate, error) {
	if c := d.ClientCertificates[r.PathValue("certificate")]; c != nil {
		return c, nil
	}
	return nil, notFound("Invalid Client Certificate identifier specified")
}

func (s *Server) getCertificate(r *request) (answer, error) {
	c, err := s.certificate(s.Store.Load(), r)
	if err != nil {
		return answer{}, err
	}
	return ok(viewCertificate(c))
}

func (s *Server) getCertificates(r *request) (answer, error) {
	d := s.Store.Load()
	all := []clientCertificate{}
	for _, id := range sortedKeys(d.ClientCertificates) {
		all = append(all, viewCertificate(d.ClientCertificates[id]))
	}
	return page(r, all)
}

func (s *Server) updateCertificate(r *request) (answer, error) {
	patches, err := r.patches()
	if err != nil {
		return answer{}, err
	}
	var updated state.ClientCertificate
	err = s.Store.Update(func(d *state.Data) error {
		c, err := s.certificate(d, r)
		if err != nil {
			return err
		}
		updated = *c
		for _, p := range patches {
			if err := p.replaces("/description"); err != nil {
				return err
			}
			updated.Description = p.Value
		}
		d.ClientCertificates[c.ID] = &updated
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return ok(viewCertificate(&updated))
}

func (s *Server) deleteCertificate(r *request) (answer, error) {
	err := s.Store.Update(func(d *state.Data) error {
		c, err := s.certificate(d, r)
		if err != nil {
			return err
		}
		delete(d.ClientCertificates, c.ID)
		return nil
	})
	if err != nil {
		return answer{}, err
	}
	return accepted()
}
