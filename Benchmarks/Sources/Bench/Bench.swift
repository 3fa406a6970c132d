import BenchSuite

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The benchmark's executable: everything is in BenchSuite.
@main
struct Bench {
    static func main() async {
        exit(await Suite.run(Array(CommandLine.arguments.dropFirst())))
    }
}
