#include "certificate.h"

#include <memory>
#include <stdexcept>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace {

void require(bool done, const char *step) {
    if (!done) throw std::runtime_error(std::string("certificate: OpenSSL refused to ") + step);
}

void add_extension(X509 *certificate, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
    require(extension != nullptr, "make an extension");
    const int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    require(added == 1, "add an extension");
}

std::string content_of(BIO *bio) {
    char *data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    return std::string(data, static_cast<size_t>(length));
}

}  // namespace

Identity issue_identity() {
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-521"), EVP_PKEY_free);
    require(key != nullptr, "make a P-521 key");
    std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    require(certificate != nullptr, "make a certificate");
    X509 *x509 = certificate.get();

    std::unique_ptr<BIGNUM, decltype(&BN_free)> serial(BN_new(), BN_free);
    require(BN_rand(serial.get(), 126, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1, "draw a serial number");
    require(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(x509)) != nullptr, "set the serial number");
    require(X509_set_version(x509, 2) == 1, "set the version");
    X509_gmtime_adj(X509_getm_notBefore(x509), -60);
    X509_gmtime_adj(X509_getm_notAfter(x509), 365L * 24 * 3600);
    require(X509_set_pubkey(x509, key.get()) == 1, "set the key");

    X509_NAME *name = X509_get_subject_name(x509);
    const auto *organisation = reinterpret_cast<const unsigned char *>("interop");
    const auto *host = reinterpret_cast<const unsigned char *>("localhost");
    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, organisation, -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0);
    require(X509_set_issuer_name(x509, name) == 1, "set the issuer");

    add_extension(x509, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(x509, NID_key_usage, "critical,digitalSignature,keyEncipherment,keyAgreement,keyCertSign");
    add_extension(x509, NID_ext_key_usage, "serverAuth,clientAuth");
    add_extension(x509, NID_subject_alt_name, "DNS:localhost");
    add_extension(x509, NID_subject_key_identifier, "hash");
    require(X509_sign(x509, key.get(), EVP_sha512()) > 0, "sign the certificate");

    Identity identity;
    std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    require(PEM_write_bio_X509(out.get(), x509) == 1, "write the certificate");
    identity.certificate_pem = content_of(out.get());
    BIO_reset(out.get());
    require(i2d_X509_bio(out.get(), x509) == 1, "write the certificate");
    identity.certificate_der = content_of(out.get());
    BIO_reset(out.get());
    require(PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1, "write the key");
    identity.key_pem = content_of(out.get());
    return identity;
}
