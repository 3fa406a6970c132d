// A self-signed certificate for one start of the plugin.
#pragma once

#include <string>

struct Identity {
    std::string certificate_pem;
    std::string key_pem;
    std::string certificate_der;
};

// Issues a certificate for "localhost", both ends of a connection, valid from a minute ago for a year. The key is on
// P-521, the curve that go-plugin itself uses. Throws std::runtime_error when OpenSSL refuses.
Identity issue_identity();
