import Testing

/// Each rule finds what it is for, and at the right line.
@Suite struct RuleTests {
    private func lines(_ rule: Rule, _ text: String, at path: String = "Sources/Policy/File.swift") throws -> [Int] {
        try rule.findings(SourceTree([path: text])).map(\.line)
    }

    @Test func aLongFunctionIsFoundAtItsFirstLine() throws {
        let body = String(repeating: "        work()\n", count: 69)
        let text =
            "struct A {\n    func short() {\n    }\n    package func long(\n        of: Int\n    ) {\n\(body)    }\n}\n"
        #expect(try lines(.shortFunctions, text) == [4])
        #expect(
            try lines(.shortFunctions, text.replacing("        work()\n        work()\n        work()\n", with: ""))
                == [])
    }

    @Test func aLongFileIsFound() throws {
        #expect(try lines(.shortFiles, String(repeating: "\n", count: 400)) == [401])
        #expect(try lines(.shortFiles, String(repeating: "\n", count: 399)) == [])
    }

    @Test func aSecondMainTypeIsFound() throws {
        let kin = "struct Kin {\n\(String(repeating: "    // why\n", count: 39))}\n"
        let main = "package final class Main {\n\(String(repeating: "    // why\n", count: 90))}\n"
        #expect(try lines(.oneMainType, kin + main) == [1])
        #expect(try lines(.oneMainType, main + "enum Small {\n    case one\n}\n") == [])
    }

    @Test func aNameUsedTwiceIsFoundInBothPlaces() throws {
        let tree = SourceTree([
            "Sources/A/Route.swift": "package struct Route {}\n", "Sources/B/Route.swift": "\nenum Route {}\n",
            "Sources/CryptofuseSimulator/Route.swift": "struct Route {}\n",
            "Sources/C/Other.swift": "private struct Route {}\nstruct Other {\n    struct Route {}\n}\n",
        ])
        #expect(
            try Rule.uniqueTypes.findings(tree).map { "\($0.path):\($0.line)" } == [
                "Sources/A/Route.swift:1", "Sources/B/Route.swift:2",
            ])
    }

    @Test(arguments: ["TokenManager", "DateHelper", "StringUtils"]) func aNameThatSaysNothingIsFound(_ name: String)
        throws
    {
        #expect(try lines(.tellingNames, "struct \(name) {}\n") == [1])
    }

    @Test func anEscapeNeedsItsReason() throws {
        #expect(try lines(.reasonedEscapes, "final class A: @unchecked Sendable {}\n") == [1])
        #expect(try lines(.reasonedEscapes, "// Guarded by `lock`.\nfinal class A: @unchecked Sendable {}\n") == [])
        #expect(try lines(.reasonedEscapes, "let a = \"@unchecked Sendable\"\n") == [])
    }

    @Test(arguments: ["let a = b!", "let a = b()!.c", "let a = b[0]!", "f(a!, b)", "try! f()", "let a = b as! Int"])
    func whatTrapsIsFound(_ line: String) throws {
        #expect(try lines(.noTraps, line + "\n") == [1])
    }

    @Test(arguments: ["if a != b {}", "if !a {}", "print(\"a!\")", "// a!", "let a = f(!b)", "case .a where !b:"])
    func whatDoesNotTrapPasses(_ line: String) throws {
        #expect(try lines(.noTraps, line + "\n") == [])
    }

    @Test func publicIsFound() throws {
        #expect(try lines(.nothingPublic, "package struct A {\n    public let b: Int\n}\n") == [2])
    }

    @Test func anImportThatIsNotDeclaredIsFound() throws {
        let manifest = Manifest(targets: [
            .init(name: "A", path: nil, dependencies: ["B"]), .init(name: "B", path: nil, dependencies: []),
            .init(name: "C", path: nil, dependencies: []),
        ])
        let tree = SourceTree(
            ["Sources/A/A.swift": "import B\nimport struct C.D\nimport Foundation\n"], manifest: manifest)
        #expect(try Rule.declaredImports.findings(tree).map(\.line) == [2])
    }

    @Test func anArrowUpIsFound() throws {
        let readme = "## Layers\n```\nTop (the root)\nLeft → Right   Alone\nLow\n```\n"
        func findings(_ from: String, _ to: String) throws -> Int {
            let targets = ["Top", "Left", "Right", "Alone", "Low"].map {
                Manifest.Target(name: $0, path: nil, dependencies: $0 == from ? [to] : [])
            }
            let tree = SourceTree(["README.md": readme], manifest: Manifest(targets: targets))
            return try Rule.arrowsDown.findings(tree).count
        }
        #expect(try findings("Top", "Low") == 0)
        #expect(try findings("Left", "Right") == 0)
        #expect(try findings("Right", "Left") == 1)
        #expect(try findings("Left", "Alone") == 1)
        #expect(try findings("Low", "Top") == 1)
    }

    @Test func aTargetThatIsNotDrawnIsFound() throws {
        let manifest = Manifest(targets: [.init(name: "New", path: nil, dependencies: [])])
        let tree = SourceTree(["README.md": "## Layers\n```\nOld\n```\n"], manifest: manifest)
        #expect(try Rule.arrowsDown.findings(tree).count == 1)
        #expect(try Rule.arrowsDown.findings(SourceTree(["README.md": "# Nothing\n"])).count == 1)
    }

    @Test func aBannedImportIsFound() throws {
        #expect(try lines(.bannedImports, "import Crypto\nimport Foundation\n") == [2])
        #expect(try lines(.bannedImports, "import Foundation\n", at: "Sources/Admin/File.swift") == [])
    }

    @Test func aStatementOutsideTheStoreIsFound() throws {
        let text = "let rows = run(\"SELECT id FROM tenants\")\n"
        #expect(try lines(.sqlInStore, text) == [1])
        #expect(try lines(.sqlInStore, text, at: "Sources/Store/Tenants.swift") == [])
    }

    @Test(arguments: ["Package.resolved", ".build/debug.yaml", "deploy/__pycache__/a.pyc"])
    func whatIsGeneratedIsFound(_ path: String) throws {
        #expect(try Rule.nothingGenerated.findings(SourceTree([path: ""])).count == 1)
    }

    @Test func aFileThatNothingReachesIsFound() throws {
        let manifest = Manifest(targets: [.init(name: "A", path: nil, dependencies: [])])
        let tree = SourceTree(
            [
                "Sources/A/A.swift": "", "Sources/Lost/B.swift": "", "deploy/known.sh": "", "deploy/lost.sh": "",
                "README.md": "run deploy/known.sh\n",
            ], manifest: manifest)
        #expect(try Rule.everythingReachable.findings(tree).map(\.path) == ["Sources/Lost/B.swift", "deploy/lost.sh"])
    }
}
