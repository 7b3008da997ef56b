import Testing

/// The house's rules, kept over the whole project. What fails names a file, a line and what to do.
@Suite struct TidyTests {
    static let rules: [Rule] = [
        .shortFunctions, .shortFiles, .oneMainType,
        .uniqueTypes, .tellingNames,
        .reasonedEscapes, .noTraps, .nothingPublic,
        .declaredImports, .arrowsDown, .bannedImports, .sqlInStore,
        .nothingGenerated, .everythingReachable,
        .linksLead, .pagesLinked, .namesExist, .commandsListed, .actionsListed,
        .settingsUsed,
    ]

    static let project = Result { try SourceTree.ofProject() }

    @Test(arguments: rules) func theProjectKeeps(_ rule: Rule) throws {
        let project = try Self.project.get()
        try #require(project.sources.count > 100 && project.manifest.targets.count > 10, "the project was not read")
        let findings = try rule.findings(project)
        #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
    }
}
