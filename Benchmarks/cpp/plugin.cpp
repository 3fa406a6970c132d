// The benchmark's plugin on Debian's C++ gRPC, whose TLS is OpenSSL: the key-value contract of go-plugin's gRPC example,
// kept in memory, and bench.Bench. Cookie BASIC_PLUGIN=hello, app protocol 1.

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
#include <shared_mutex>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <openssl/evp.h>

#include "bench.grpc.pb.h"
#include "certificate.h"
#include "kv.grpc.pb.h"
#include "plugin_services.grpc.pb.h"

using grpc::ServerContext;
using grpc::Status;
using grpc::StatusCode;

namespace {

std::string environment(const char *name) {
    const char *value = std::getenv(name);
    return value == nullptr ? "" : value;
}

class Store final : public proto::KV::Service {
    Status Get(ServerContext *, const proto::GetRequest *request, proto::GetResponse *answer) override {
        const std::shared_lock<std::shared_mutex> lock(mutex_);
        const auto found = entries_.find(request->key());
        if (found == entries_.end()) return Status(StatusCode::NOT_FOUND, "no entry \"" + request->key() + '"');
        answer->set_value(found->second);
        return Status::OK;
    }

    Status Put(ServerContext *, const proto::PutRequest *request, proto::Empty *) override {
        const std::unique_lock<std::shared_mutex> lock(mutex_);
        entries_[request->key()] = request->value();
        return Status::OK;
    }

    std::shared_mutex mutex_;
    std::map<std::string, std::string> entries_;
};

// Bounds what a Download request can make the plugin allocate.
constexpr uint32_t largest_chunk = 16 << 20;

class Bench final : public bench::Bench::Service {
    Status Echo(ServerContext *, const bench::Payload *request, bench::Payload *answer) override {
        *answer = *request;
        return Status::OK;
    }

    Status Download(ServerContext *, const bench::DownloadRequest *request,
                    grpc::ServerWriter<bench::Payload> *writer) override {
        if (request->size() > largest_chunk) return Status(StatusCode::INVALID_ARGUMENT, "the chunks are too large");
        bench::Payload chunk;
        chunk.set_data(std::string(request->size(), '\0'));
        for (uint32_t left = request->chunks(); left > 0; --left) {
            if (!writer->Write(chunk)) return Status::CANCELLED;
        }
        return Status::OK;
    }

    Status Upload(ServerContext *, grpc::ServerReader<bench::Payload> *reader, bench::Received *answer) override {
        bench::Payload chunk;
        uint64_t bytes = 0;
        while (reader->Read(&chunk)) bytes += chunk.data().size();
        answer->set_bytes(bytes);
        return Status::OK;
    }
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
    Bench bench;
    Controller controller;
    Broker broker;
    const std::string path = socket_path();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    // The default of 4 MiB would refuse the largest message of the benchmark.
    builder.SetMaxReceiveMessageSize(-1);
    builder.SetMaxSendMessageSize(-1);
    builder.AddListeningPort("unix:" + path, credentials);
    builder.RegisterService(&store);
    builder.RegisterService(&bench);
    builder.RegisterService(&controller);
    builder.RegisterService(&broker);
    const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    if (server == nullptr) {
        std::cerr << "[ERROR] cannot listen on " << path << std::endl;
        return 1;
    }
    server->GetHealthCheckService()->SetServingStatus("plugin", true);
    chmod(path.c_str(), 0600);
    std::cout << "1|1|unix|" << path << "|grpc|" << certificate << std::endl;

    controller.wait();
    // The broker's stream never ends by itself; the time is for the answer to Shutdown to leave.
    server->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
    std::filesystem::remove(path);
    return 0;
}

}  // namespace

int main() {
    if (environment("BASIC_PLUGIN") != "hello") {
        std::cerr << "This program is a plugin; a host starts it. By hand: see Benchmarks/README.md." << std::endl;
        return 1;
    }
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    return serve();
}
