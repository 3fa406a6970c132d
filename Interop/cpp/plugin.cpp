// A key-value plugin on Debian's C++ gRPC, whose TLS is OpenSSL. With AutoMTLS it is fully mutual: it demands a
// certificate, and the host's is its only root, as in go-plugin. It has no stdio stream, as many plugins outside Go have
// not.
//
// Cookie INTEROP_PLUGIN=hello, app protocol 1. No switches.

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <openssl/evp.h>

#include "certificate.h"
#include "kv.grpc.pb.h"
#include "plugin_services.grpc.pb.h"

using grpc::ServerContext;
using grpc::Status;
using grpc::StatusCode;
namespace kv = interop::kv;

namespace {

std::string environment(const char *name) {
    const char *value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// Writes everything, whatever the pipe takes at once.
bool write_all(int descriptor, const std::string &text) {
    size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = write(descriptor, text.data() + done, text.size() - done);
        if (count < 0 && errno != EINTR) return false;
        if (count > 0) done += static_cast<size_t>(count);
    }
    return true;
}

std::string json_string(const std::string &text) {
    std::string out = "\"";
    for (const unsigned char byte : text) {
        if (byte == '"' || byte == '\\') {
            out += '\\';
            out += static_cast<char>(byte);
        } else if (byte < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", byte);
            out += escaped;
        } else {
            out += static_cast<char>(byte);
        }
    }
    return out + '"';
}

// The time as hclog writes it, with microseconds, in UTC.
std::string timestamp() {
    timeval now{};
    gettimeofday(&now, nullptr);
    tm parts{};
    gmtime_r(&now.tv_sec, &parts);
    char seconds[32];
    std::strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &parts);
    char whole[48];
    std::snprintf(whole, sizeof whole, "%s.%06ldZ", seconds, static_cast<long>(now.tv_usec));
    return whole;
}

class Store final : public kv::KV::Service {
    Status Put(ServerContext *, const kv::Entry *entry, kv::Nothing *) override {
        const std::lock_guard<std::mutex> lock(mutex_);
        entries_[entry->key()] = entry->value();
        return Status::OK;
    }

    Status Get(ServerContext *, const kv::Key *key, kv::Entry *entry) override {
        const std::lock_guard<std::mutex> lock(mutex_);
        const auto found = entries_.find(key->key());
        if (found == entries_.end()) return Status(StatusCode::NOT_FOUND, "no entry \"" + key->key() + '"');
        entry->set_key(found->first);
        entry->set_value(found->second);
        return Status::OK;
    }

    Status Echo(ServerContext *, const kv::Payload *request, kv::Payload *answer) override {
        *answer = *request;
        return Status::OK;
    }

    Status Count(ServerContext *, const kv::CountRequest *request, grpc::ServerWriter<kv::Number> *writer) override {
        kv::Number number;
        for (int64_t value = 1; value <= static_cast<int64_t>(request->n()); ++value) {
            number.set_value(value);
            if (!writer->Write(number)) return Status::CANCELLED;
        }
        return Status::OK;
    }

    Status Sum(ServerContext *, grpc::ServerReader<kv::Number> *reader, kv::Number *answer) override {
        kv::Number number;
        int64_t sum = 0;
        while (reader->Read(&number)) sum += number.value();
        answer->set_value(sum);
        return Status::OK;
    }

    Status Chat(ServerContext *, grpc::ServerReaderWriter<kv::Payload, kv::Payload> *stream) override {
        kv::Payload payload;
        while (stream->Read(&payload)) {
            if (!stream->Write(payload)) return Status::CANCELLED;
        }
        return Status::OK;
    }

    Status Crash(ServerContext *, const kv::Nothing *, kv::Nothing *) override {
        write_all(STDERR_FILENO, "terminate called: the host asked for a crash\n");
        std::abort();
    }

    Status Print(ServerContext *, const kv::PrintRequest *request, kv::Nothing *) override {
        if (request->to() != "stdout" && request->to() != "stderr") {
            return Status(StatusCode::INVALID_ARGUMENT, "no stream \"" + request->to() + '"');
        }
        if (request->captured()) return Status(StatusCode::FAILED_PRECONDITION, "this plugin has no stdio stream");
        if (!write_all(request->to() == "stdout" ? STDOUT_FILENO : STDERR_FILENO, request->text())) {
            return Status(StatusCode::INTERNAL, "the descriptor refused the text");
        }
        return Status::OK;
    }

    Status Log(ServerContext *, const kv::LogRequest *request, kv::Nothing *) override {
        write_all(STDERR_FILENO, "{\"@level\":" + json_string(request->level()) +
                                     ",\"@message\":" + json_string(request->message()) +
                                     ",\"@module\":\"cpp-kv\",\"@timestamp\":\"" + timestamp() + "\"}\n");
        return Status::OK;
    }

    Status Fail(ServerContext *, const kv::FailRequest *request, kv::Nothing *) override {
        return Status(static_cast<StatusCode>(request->code()), request->message());
    }

    std::mutex mutex_;
    std::map<std::string, std::string> entries_;
};

class Controller final : public plugin::GRPCController::Service {
public:
    // Waits until a host has asked for the end.
    void wait() { asked_.get_future().wait(); }

private:
    Status Shutdown(ServerContext *, const plugin::Empty *, plugin::Empty *) override {
        std::call_once(once_, [this] { asked_.set_value(); });
        return Status::OK;
    }

    std::once_flag once_;
    std::promise<void> asked_;
};

// Open and silent: this plugin makes no further connection.
class Broker final : public plugin::GRPCBroker::Service {
    Status StartStream(ServerContext *,
                       grpc::ServerReaderWriter<plugin::ConnInfo, plugin::ConnInfo> *stream) override {
        stream->SendInitialMetadata();
        plugin::ConnInfo ignored;
        while (stream->Read(&ignored)) {
        }
        return Status::OK;
    }
};

// The certificate as the handshake line carries it: standard base64 of the DER, without padding.
std::string line_field(const std::string &der) {
    std::string out(4 * ((der.size() + 2) / 3) + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char *>(out.data()),
                                       reinterpret_cast<const unsigned char *>(der.data()),
                                       static_cast<int>(der.size()));
    out.resize(static_cast<size_t>(length));
    return out.substr(0, out.find('='));
}

std::string socket_path() {
    std::string folder = environment("PLUGIN_UNIX_SOCKET_DIR");
    if (folder.empty()) folder = std::filesystem::temp_directory_path().string();
    return folder + "/plugin" + std::to_string(getpid()) + std::to_string(std::time(nullptr));
}

int serve() {
    std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
    std::string certificate;
    const std::string host_certificate = environment("PLUGIN_CLIENT_CERT");
    if (!host_certificate.empty()) {
        const Identity identity = issue_identity();
        grpc::SslServerCredentialsOptions options(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
        options.pem_root_certs = host_certificate;
        options.pem_key_cert_pairs.push_back({identity.key_pem, identity.certificate_pem});
        credentials = grpc::SslServerCredentials(options);
        certificate = line_field(identity.certificate_der);
    }

    Store store;
    Controller controller;
    Broker broker;
    const std::string path = socket_path();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("unix:" + path, credentials);
    builder.RegisterService(&store);
    builder.RegisterService(&controller);
    builder.RegisterService(&broker);
    const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (server == nullptr) {
        std::cerr << "[ERROR] cannot listen on " << path << std::endl;
        return 1;
    }
    server->GetHealthCheckService()->SetServingStatus("plugin", true);
    chmod(path.c_str(), 0600);
    write_all(STDOUT_FILENO, "1|1|unix|" + path + "|grpc|" + certificate + "\n");

    controller.wait();
    // The broker's stream never ends by itself; half a second is for the answer to Shutdown to leave.
    server->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(500));
    std::filesystem::remove(path);
    // Without gRPC's teardown, in which some releases crash now and then: all has been said.
    std::_Exit(0);
}

}  // namespace

int main() {
    if (environment("INTEROP_PLUGIN") != "hello") {
        std::cerr << "This program is a plugin; a host starts it. By hand: see Interop/README.md." << std::endl;
        return 1;
    }
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    return serve();
}
