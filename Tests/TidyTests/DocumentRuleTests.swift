import Testing

/// The rules about pages, commands and keys find what they are for, and at the right line.
@Suite struct DocumentRuleTests {
    private func places(_ rule: Rule, _ texts: KeyValuePairs<String, String>) throws -> [String] {
        try rule.findings(SourceTree(texts)).map { "\($0.path):\($0.line)" }
    }

    @Test func aLinkThatLeadsNowhereIsFound() throws {
        let found = try places(
            .linksLead,
            [
                "README.md":
                    "# A\n[gone](docs/gone.md) [there](docs/there.md) [far](https://example.com)\n[a](#a)\n[b](#b)\n",
                "docs/there.md": "[up](../README.md#a) [folder](../docs)\n[up](../README.md#other)\n```\n[x](y)\n```\n",
            ])
        #expect(found == ["README.md:2", "README.md:4", "docs/there.md:2"])
    }

    @Test(arguments: [
        ("## Words, and `code`", "words-and-code"), ("# What's kept?", "whats-kept"), ("# a_b - c", "a_b---c"),
    ]) func anAnchorIsTheHeadings(_ heading: String, _ anchor: String) {
        #expect(MarkdownPage(SourceFile(path: "a.md", text: heading + "\n")).anchors == [anchor])
    }

    @Test func aPageThatReadmeDoesNotLinkIsFound() throws {
        let found = try places(
            .pagesLinked,
            ["README.md": "[one](docs/one.md#a)\n", "docs/one.md": "[two](two.md)\n", "docs/two.md": ""])
        #expect(found == ["docs/two.md:1"])
    }

    @Test func aNameOfWhatIsGoneIsFound() throws {
        let names =
            "`Policy/Route` `Policy` `GoneTests`\n`test_a.py` `test_b.py` `RouteTests`\n`/v1/` `a b/c` `.build/x`\n"
        let found = try places(
            .namesExist,
            [
                "README.md": names + "`Policy/Rout` `Policy/Route.swift` `Sources/Route`\n",
                "Sources/Policy/Route.swift": "",
                "Tests/EndToEnd/test_a.py": "", "Tests/PolicyTests/RouteTests.swift": "",
            ])
        #expect(found == ["README.md:1", "README.md:2", "README.md:4"])
    }

    private let keyCommand = """
        struct KeyCommand {
            static let configuration = CommandConfiguration(
                commandName: "key", subcommands: [Create.self])

            struct Create {
                static let configuration = CommandConfiguration(commandName: "create")
            }

            struct Revoke {
                static let configuration = CommandConfiguration(
                    commandName: "revoke")
            }
        }

        """

    @Test func aCommandThatIsNotListedIsFound() throws {
        let command = "Sources/fusegate/Commands/KeyCommand.swift"
        let serve = "Sources/fusegate/Commands/Run/ServeCommand.swift"
        let found = try places(
            .commandsListed,
            [
                command: keyCommand.replacing("[Create.self]", with: "[Create.self, Revoke.self]"),
                serve: "struct ServeCommand {\n    let a = CommandConfiguration(commandName: \"serve\")\n}\n",
                CommandList.path: "# Commands\n| `key` | `create`, `drop` | keys of `others` |\n| `play` | | |\n",
            ])
        #expect(found == ["\(command):11", "\(serve):2", "\(CommandList.path):2", "\(CommandList.path):3"])
        #expect(try places(.commandsListed, ["README.md": ""]) == ["\(CommandList.path):1"])
    }

    @Test func aCommandThatNobodyCanGiveIsFound() throws {
        let command = "Sources/fusegate/Commands/KeyCommand.swift"
        let found = try places(
            .commandsListed, [command: keyCommand, CommandList.path: "| `key` | `create`, `revoke` | |\n"])
        #expect(found == ["\(command):9"])
    }

    @Test func anActionThatIsNotListedIsFound() throws {
        let verbs = "Sources/AdminAPI/Verbs/KeyVerbs.swift"
        let found = try places(
            .actionsListed,
            [
                verbs: """
                let a = Verb(
                    .get, "keys", "key list", summary: "Lists.")
                let b = Verb(
                    .post, "keys/all", "key end-all",
                let c = Verb(
                    .post, "keys", "key lose",

                """,
                CommandList.path: """
                | `key` | `list` | |
                \(CommandList.actionsHeading)
                | `key end-all` | `key end` |
                | `key gone` | `key end` |
                ## Other
                | `key lose` | |

                """,
            ])
        #expect(found == ["\(verbs):6", "\(CommandList.path):4"])
    }

    @Test func aKeyThatNothingObeysIsFound() throws {
        let keys = "Sources/GatewayConfiguration/Settings/Settings+Keys.swift"
        let found = try places(
            .settingsUsed,
            [
                keys:
                    ".value(\"a\", \\.limits.headMax, .size),\n.list(\n\"b\", \\.limits.idle, of: .size)\nlet c = a.idle\n",
                "Sources/Transport/Listener.swift":
                    "let head = headMax + other\n// limits.idle\nvar idle: Int\nf(idle: 1)\nself.idle = idle\n",
            ])
        #expect(found == ["\(keys):3"])
    }
}
