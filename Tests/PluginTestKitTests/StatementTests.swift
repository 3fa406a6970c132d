import PluginTestKit
import Testing

@Suite struct StatementTests {
    @Test func numbersFollowEachOtherFromOne() {
        #expect(Statement.all.map(\.number) == Array(1...129))
        for number in [0, -1, 130, .max, .min] { #expect(Statement.number(number) == nil) }
        #expect(Statement.number(129)?.number == 129)
    }

    @Test func sectionsComeInTheirOrderAndNoneIsEmpty() {
        var sections: [Statement.Section] = []
        for statement in Statement.all where sections.last != statement.section { sections.append(statement.section) }
        #expect(sections == Statement.Section.allCases)
    }

    @Test func eachIsOneSentenceOfItsOwn() {
        #expect(Set(Statement.all.map(\.text)).count == Statement.all.count)
        for statement in Statement.all {
            #expect(statement.text.hasSuffix("."), "\(statement.number)")
            #expect(!statement.text.contains("\n"), "\(statement.number)")
            #expect(statement.deviation.map { $0.hasSuffix(".") } ?? true, "\(statement.number)")
        }
    }

    @Test func checksOfPluginsAreAboutStatementsForPlugins() {
        for check in PluginConformance.checks {
            #expect(!check.statements.isEmpty, "\(check.name)")
            for number in check.statements {
                let side = Statement.number(number)?.side
                #expect(side == .plugin || side == .both, "\(check.name): \(number)")
            }
        }
    }

    @Test func checksHaveNamesOfTheirOwn() {
        #expect(Set(PluginConformance.checks.map(\.name)).count == PluginConformance.checks.count)
    }
}
