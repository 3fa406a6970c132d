package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"
)

// mutualTLS is AutoMTLS from the plugin's side: a fresh certificate, and trust in the host's alone.
func mutualTLS(hostPEM []byte) (*tls.Config, error) {
	host := x509.NewCertPool()
	if !host.AppendCertsFromPEM(hostPEM) {
		return nil, fmt.Errorf("PLUGIN_CLIENT_CERT holds no certificate in PEM")
	}
	own, err := newCertificate()
	if err != nil {
		return nil, fmt.Errorf("no certificate of its own: %v", err)
	}
	return &tls.Config{
		Certificates: []tls.Certificate{own},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    host,
		RootCAs:      host,
		MinVersion:   tls.VersionTLS12,
		ServerName:   "localhost",
	}, nil
}

// newCertificate signs a P-521 certificate with its own key, of the form that go-plugin uses on both sides.
func newCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 128))
	if err != nil {
		return tls.Certificate{}, err
	}
	now := time.Now()
	form := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{Organization: []string{"HashiCorp"}, CommonName: "localhost"},
		DNSNames:     []string{"localhost"},
		NotBefore:    now.Add(-30 * time.Second),
		NotAfter:     now.AddDate(30, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment |
			x509.KeyUsageKeyAgreement | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
