import TestSupport
import Testing

@testable import PluginHost

/// What is said of a file that cannot be executed.
@Suite struct ExecutableFormatTests {
    @Test(arguments: [
        ("#!/bin/bash\r\necho\r\n", "a script whose first line ends with CR LF; save it with LF line ends"),
        ("#!/bin/bash\necho\r\n", "a script for /bin/bash, which must be installed"),
        ("#!/usr/bin/env node -x", "a script for /usr/bin/env node -x, which must be installed"),
        ("echo hello\n", "no executable format that is known here; a script must begin with #!"),
        ("\u{FEFF}#!/bin/sh\n", "no executable format that is known here; a script must begin with #!"),
        ("\u{1}\u{0}\u{2}", "no executable format that is known here"),
        ("", "empty or unreadable"),
    ])
    func scriptsAreTold(text: String, description: String) {
        #expect(ExecutableFormat(head: Array(text.utf8)).description == description)
    }

    @Test(arguments: [(62, "x86_64"), (183, "arm64"), (22, "s390x")])
    func aProgramForAnotherMachineIsTold(machine: Int, name: String) {
        var head: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 57)
        head[18] = UInt8(machine)
        let description = ExecutableFormat(head: head).description
        #if arch(x86_64)
        let this = "x86_64"
        #elseif arch(arm64)
        let this = "arm64"
        #else
        let this = name
        #endif
        #expect(
            description
                == "an ELF executable (Linux) for \(name)" + (name == this ? "" : "; this machine is \(this)")
        )
    }

    @Test func theWholeFirstLineOfAScriptIsLookedAt() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("#!/\(String(repeating: "a", count: 200))\r\n", to: "script")
        #expect(ExecutableFormat(path: path).description.contains("CR LF"))
    }
}
