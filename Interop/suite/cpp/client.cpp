// The client of the gRPC interoperability tests on Debian's C++ gRPC.
//
//     suite-cpp-client --address unix:PATH|HOST:PORT [--tls CERT KEY PEER] [--case NAME ...] [--blind] [--always]
//     suite-cpp-client --list
//
// Runs the named cases, or all, on one connection, prints one JSON object for each, and exits with 0 when all were
// right. `--blind`: the server cannot see whether a request is compressed. `--always`: it compresses every answer.

#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>

#include "cases.h"

namespace {

std::string json_string(const std::string &text) {
    std::string out = "\"";
    for (const unsigned char byte : text) {
        if (byte == '"' || byte == '\\' || byte < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", byte);
            out += escaped;
        } else {
            out += static_cast<char>(byte);
        }
    }
    return out + '"';
}

// Connects with the authority `localhost`, whatever the address.
suite::Client connect(const wire::Options &options) {
    const auto address = options.find("--address");
    if (address == options.end()) throw std::runtime_error("--address unix:PATH or HOST:PORT says where the server is");
    grpc::ChannelArguments arguments;
    arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, "localhost");
    arguments.SetMaxReceiveMessageSize(wire::kMessageLimit);
    std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
    if (const auto tls = options.find("--tls"); tls != options.end()) {
        const wire::Identity identity = wire::read_identity(tls->second);
        credentials = grpc::SslCredentials({identity.peer, identity.key, identity.certificate});
        arguments.SetSslTargetNameOverride("localhost");
    }
    const auto channel = grpc::CreateCustomChannel(address->second.at(0), credentials, arguments);
    suite::Client client;
    client.test = suite::pb::TestService::NewStub(channel);
    client.unimplemented = suite::pb::UnimplementedService::NewStub(channel);
    client.blind = options.count("--blind") > 0;
    client.always = options.count("--always") > 0;
    return client;
}

std::vector<suite::Case> choose(const wire::Options &options) {
    const auto named = options.find("--case");
    if (named == options.end()) return suite::cases();
    std::vector<suite::Case> chosen;
    for (const auto &name : named->second) {
        const size_t before = chosen.size();
        for (auto &one : suite::cases()) {
            if (one.first == name) chosen.push_back(std::move(one));
        }
        if (chosen.size() == before) throw std::runtime_error("there is no case " + name + "; --list names all");
    }
    return chosen;
}

int run(const wire::Options &options) {
    if (options.count("--list") > 0) {
        for (const auto &one : suite::cases()) std::cout << one.first << '\n';
        return 0;
    }
    const auto chosen = choose(options);
    const suite::Client client = connect(options);
    int result = 0;
    for (const auto &one : chosen) {
        const auto start = std::chrono::steady_clock::now();
        std::string error;
        try {
            one.second(client);
        } catch (const std::exception &failure) {
            error = ",\"error\":" + json_string(failure.what());
            result = 1;
        }
        const auto taken = std::chrono::steady_clock::now() - start;
        std::cout << "{\"case\":" << json_string(one.first) << ",\"ok\":" << (error.empty() ? "true" : "false") << error
                  << ",\"ms\":" << std::chrono::duration_cast<std::chrono::milliseconds>(taken).count() << "}"
                  << std::endl;
    }
    return result;
}

}  // namespace

int main(int count, char **words) {
    try {
        const std::map<std::string, size_t> arity = {{"--address", 1}, {"--tls", 3},    {"--case", 1},
                                                     {"--blind", 0},   {"--always", 0}, {"--list", 0}};
        return run(wire::parse(count, words, arity));
    } catch (const std::exception &error) {
        std::cerr << "suite-cpp-client: " << error.what() << std::endl;
        return 1;
    }
}
