package wire

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io/ioutil"
)

// Options are the words of the command line: `--name value...`, each option at most once.
type Options struct {
	values map[string][]string
}

// Parse reads the command line; arity says how many values each option takes.
func Parse(words []string, arity map[string]int) (Options, error) {
	options := Options{values: map[string][]string{}}
	for len(words) > 0 {
		name := words[0]
		count, known := arity[name]
		if !known {
			return options, fmt.Errorf("unknown option %q", name)
		}
		if len(words) <= count {
			return options, fmt.Errorf("%s takes %d value(s)", name, count)
		}
		// A copy: append would write into the words.
		options.values[name] = append(append([]string{}, options.values[name]...), words[1:1+count]...)
		words = words[1+count:]
	}
	return options, nil
}

// Has tells whether the option was given.
func (o Options) Has(name string) bool { return o.values[name] != nil }

// All gives every value of the option.
func (o Options) All(name string) []string { return o.values[name] }

// One gives the option's first value, or nothing.
func (o Options) One(name string) string {
	if len(o.values[name]) == 0 {
		return ""
	}
	return o.values[name][0]
}

// TLS reads `--tls CERT KEY PEER`: this side's certificate and key, and the only certificate that the peer may show.
// It works for both roles. Nil when there is to be no TLS.
func (o Options) TLS() (*tls.Config, error) {
	files := o.values["--tls"]
	if files == nil {
		return nil, nil
	}
	own, err := tls.LoadX509KeyPair(files[0], files[1])
	if err != nil {
		return nil, fmt.Errorf("own certificate: %v", err)
	}
	text, err := ioutil.ReadFile(files[2])
	if err != nil {
		return nil, err
	}
	peer := x509.NewCertPool()
	if !peer.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", files[2])
	}
	return &tls.Config{
		Certificates: []tls.Certificate{own},
		ClientAuth:   tls.RequireAndVerifyClientCert,
		ClientCAs:    peer,
		RootCAs:      peer,
		MinVersion:   tls.VersionTLS12,
		ServerName:   "localhost",
	}, nil
}
