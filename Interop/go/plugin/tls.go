package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

// ownTLS is what go-plugin calls a TLSProvider: the plugin's own settings, from the environment.
func ownTLS() (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(os.Getenv("KV_TLS_CERT"), os.Getenv("KV_TLS_KEY"))
	if err != nil {
		return nil, err
	}
	config := &tls.Config{
		Certificates: []tls.Certificate{certificate},
		MinVersion:   tls.VersionTLS12,
		ServerName:   "localhost",
	}
	if file := os.Getenv("KV_TLS_CA"); file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate", file)
		}
		config.ClientCAs, config.RootCAs = pool, pool
		config.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return config, nil
}
