#include "wire.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

// The library exports these for its own interoperability tests, and declares them in no installed header.
uint32_t grpc_call_test_only_get_message_flags(grpc_call *call);

namespace wire {

namespace {

constexpr uint32_t kWasCompressed = 0x40000000u;

std::string read_file(const std::string &path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

Options parse(int count, char **words, const std::map<std::string, size_t> &arity) {
    Options options;
    for (int index = 1; index < count;) {
        const std::string name = words[index++];
        const auto known = arity.find(name);
        if (known == arity.end()) throw std::runtime_error("unknown option " + name);
        auto &values = options[name];
        for (size_t value = 0; value < known->second; ++value) {
            if (index == count) {
                throw std::runtime_error(name + " takes " + std::to_string(known->second) + " value(s)");
            }
            values.emplace_back(words[index++]);
        }
    }
    return options;
}

Identity read_identity(const std::vector<std::string> &files) {
    return {read_file(files.at(0)), read_file(files.at(1)), read_file(files.at(2))};
}

grpc::testing::Payload payload(int size) {
    grpc::testing::Payload made;
    made.set_body(std::string(static_cast<size_t>(size), '\0'));
    return made;
}

bool came_compressed(grpc_call *call) { return (grpc_call_test_only_get_message_flags(call) & kWasCompressed) != 0; }

}  // namespace wire
