import Webhooks
import Transport
import HTTPWire
import Foundation
import GatewayConfiguration
import Policy
import Testing

@Suite struct SettingsLoaderTests {
    /// A mistake, and the one line that an operator reads for it.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let yaml: String
        let line: String
        var testDescription: String { line }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            yaml: "listener:\n  host: ::1\n  port: abc",
            line: #"f.yaml:3: listener.port: must be 0…65535, is "abc""#),
        Mistake(yaml: "listener:\n  port: 65536", line: #"f.yaml:2: listener.port: must be 0…65535, is "65536""#),
        Mistake(yaml: "listener:\n  port: 80.5", line: #"f.yaml:2: listener.port: must be 0…65535, is "80.5""#),
        Mistake(yaml: "listener:\n  port: [80]", line: "f.yaml:2: listener.port: must be 0…65535, is a list"),
        Mistake(yaml: "listener: 8080", line: #"f.yaml:1: listener: must be a section of keys, is "8080""#),
        Mistake(
            yaml: #"listener: {port: "8\e[31m\n\u20280"}"#,
            line: #"f.yaml:1: listener.port: must be 0…65535, is "8\u{1B}[31m\n\u{2028}0""#),
        Mistake(yaml: "- listener", line: "f.yaml:1: must be a section of keys, is a list"),
        Mistake(
            yaml: "# first\nlistner:\n  port: 1",
            line: "f.yaml:2: listner: there is no such key; did you mean listener?"),
        Mistake(yaml: "store:\n  zzz: 1", line: "f.yaml:2: store.zzz: there is no such key"),
        Mistake(
            yaml: "listener:\n  limits:\n    idle_timeout: 30",
            line: "f.yaml:3: listener.limits.idle_timeout: must be a duration of 100ms…1h, "
                + #"such as 30s, 500ms, 10m or 72h, is "30""#),
        Mistake(
            yaml: "listener:\n  limits:\n    body_bytes_max: 64kb",
            line: #"f.yaml:3: listener.limits.body_bytes_max: must be a size of 1KiB…16MiB, such as 64KiB, is "64kb""#),
        Mistake(
            yaml: "listener:\n  tls:\n    certificate_file: a.pem",
            line: "f.yaml:3: listener.tls.key_file: must be set when certificate_file is"),
        Mistake(
            yaml: "listener:\n  tls:\n    key_file: a.pem",
            line: "f.yaml:3: listener.tls.certificate_file: must be set when key_file is"),
        Mistake(
            yaml: "upstream:\n  head_timeout: 2m",
            line: "f.yaml:2: upstream.head_timeout: must not exceed total_timeout, which contains it"),
        Mistake(
            yaml: "rate_limits:\n  read:\n    window: 1500ms",
            line: "f.yaml:3: rate_limits.read.window: must be a duration of whole seconds, 1s…24h, such as 60s, "
                + #"is "1500ms""#),
        Mistake(
            yaml: "webhooks:\n  retry_schedule: 5s",
            line: #"f.yaml:2: webhooks.retry_schedule: must be a list, is "5s""#),
        Mistake(
            yaml: "webhooks:\n  allowed_networks:\n    - 10.0.0.0/8\n    - ten",
            line: "f.yaml:4: webhooks.allowed_networks[1]: must be a network such as 10.0.0.0/8 or fd00::/8, "
                + #"is "ten""#),
        Mistake(
            yaml: "webhooks:\n  allow_insecure_callback_urls: yes",
            line: #"f.yaml:2: webhooks.allow_insecure_callback_urls: must be true or false, is "yes""#),
        Mistake(
            yaml: "names:\n  servers:\n    - dns.example",
            line: "f.yaml:3: names.servers[0]: must be an address such as 127.0.0.53, 10.0.0.2:5353 or "
                + #""[fd00::53]:5353", is "dns.example""#),
        Mistake(
            yaml: "names:\n  server_timeout: 6s",
            line: "f.yaml:2: names.server_timeout: must not exceed timeout, which contains it"),
        Mistake(yaml: "names:\n  ttl_min: 10m", line: "f.yaml:2: names.ttl_min: must not exceed ttl_max"),
        Mistake(
            yaml: "names:\n  questions_max: 8",
            line: "f.yaml:2: names.questions_per_tenant_max: must not exceed questions_max"),
        Mistake(
            yaml: "upstream:\n  forwarded_members: [metadata, Metadata.wallet]",
            line: "f.yaml:2: upstream.forwarded_members[1]: must be a member's dotted path such as metadata.cart_id, "
                + #"without account_id, fee_percentage, sub_account, wallet, wallet_id in it, is "Metadata.wallet""#),
        Mistake(
            yaml: "upstream:\n  forwarded_members: metadata",
            line: #"f.yaml:2: upstream.forwarded_members: must be a list, is "metadata""#),
        Mistake(
            yaml: "public_url: pay.example.com",
            line: "f.yaml:1: public_url: must be a URL such as https://pay.example.com, without query or fragment, "
                + #"is "pay.example.com""#),
        Mistake(
            yaml: "log:\n  level: loud",
            line: #"f.yaml:2: log.level: must be trace, debug, info, notice, warning, error, critical, is "loud""#),
        Mistake(
            yaml: "admin:\n  socket: /\(String(repeating: "s", count: 107))",
            line: "f.yaml:2: admin.socket: must be at most 107 bytes, is 108: /\(String(repeating: "s", count: 107))"),
        Mistake(
            yaml: "admin:\n  operator_group: ops\n  roles: {support: desk}",
            line:
                "f.yaml:3: admin.roles: cannot stand beside operator_group, whose members have every role: set one of "
                + "them"),
        Mistake(
            yaml: "admin:\n  roles: {cashier: desk}",
            line: "f.yaml:2: admin.roles.cashier: there is no such key"),
        Mistake(
            yaml: "event_loops: 1\nevent_loops: 2",
            line: "f.yaml:1: the section that starts here has a key twice: event_loops"),
        Mistake(
            yaml: "log:\n  level: info\n  format: text\n  level: debug\n  format: json",
            line: "f.yaml: a section has keys twice: format, level"),
        Mistake(
            yaml: "listener:\n\tport: 1",
            line: "f.yaml:2: is not YAML: found character that cannot start any token"),
        Mistake(yaml: "a: [1", line: "f.yaml:2: is not YAML: did not find expected ',' or ']'"),
    ]

    @Test(arguments: mistakes) func eachMistakeIsOneLineThatSaysWhatToDo(_ mistake: Mistake) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try SettingsLoader.parse(mistake.yaml, file: "f.yaml")
        }
        #expect(error.description == mistake.line)
        #expect(!error.description.contains("\n"))
    }

    @Test func anEmptyFileIsTheDefaults() throws {
        #expect(try SettingsLoader.parse("", file: "f") == Settings())
        #expect(try SettingsLoader.parse("# nothing\n", file: "f") == Settings())
        #expect(try SettingsLoader.parse("listener:\nstore: null\nlog: ~\n", file: "f") == Settings())
    }

    @Test func valuesOfEveryKindAreRead() throws {
        let settings = try SettingsLoader.parse(
            """
            public_url: https://pay.example.com/gw/
            listener:
              host: "::"
              port: 0
              tls: {certificate_file: c.pem, key_file: k.pem}
              limits: {body_bytes_max: 128KiB, idle_timeout: 500ms}
            upstream: {forwarded_members: [metadata, customer.email]}
            webhooks:
              retry_schedule: [1s, 2m]
              allowed_networks: [10.20.0.0/16, "fd00::/8"]
              allow_insecure_callback_urls: true
            rate_limits: {payment: {quota: 5, window: 2m, burst: 7}}
            names: {servers: [10.0.0.2, "[fd00::53]:5353"]}
            idempotency: {payment_retention: 30d}
            log: {format: json}
            """, file: "f.yaml")
        #expect(settings.publicURL == "https://pay.example.com/gw")
        #expect(settings.listener.host == "::")
        #expect(settings.listener.port == 0)
        #expect(settings.listener.tls == TLSServerConfiguration(certificateChainPath: "c.pem", privateKeyPath: "k.pem"))
        #expect(settings.listener.limits.wire.bodyBytesMax == 131_072)
        #expect(settings.listener.limits.idleTimeout == .milliseconds(500))
        #expect(settings.webhooks.delivery.schedule.pauses == [.seconds(1), .seconds(120)])
        #expect(settings.upstream.forwardedMembers.map(\.names) == [["metadata"], ["customer", "email"]])
        #expect(
            settings.webhooks.delivery.callbacks.addresses.allowedNetworks.map(\.description) == [
                "10.20.0.0/16", "fd00::/8",
            ])
        #expect(settings.webhooks.delivery.callbacks.allowInsecure)
        #expect(settings.names.servers.map(\.description) == ["10.0.0.2:53", "[fd00::53]:5353"])
        #expect(settings.rateLimits[.payment] == RateLimitSetting(quota: 5, windowSeconds: 120, burst: 7))
        #expect(settings.rateLimits[.read] == Settings().rateLimits.read)
        #expect(settings.retention.paymentAnswers == .seconds(30 * 86_400))
        #expect(settings.log.format == .json)
    }

    @Test func pathsFollowTheDataDirectoryUnlessTheyAreSet() throws {
        let moved = try SettingsLoader.parse("data_directory: /srv/fg\nadmin:\n  socket: /run/fg.sock", file: "f")
        #expect(moved.masterKeyFile == "/srv/fg/master.key")
        #expect(moved.audit.directory == "/srv/fg/audit")
        #expect(moved.databaseFile == "/srv/fg/fusegate.sqlite")
        #expect(moved.admin.socket == "/run/fg.sock")
    }

    @Test func aFileThatCannotBeReadIsNamed() throws {
        let missing = try #require(throws: ConfigurationError.self) { try SettingsLoader.load(path: "/no/such.yaml") }
        #expect(missing.description == "/no/such.yaml: cannot be read: there is no such file")
        let directory = try #require(throws: ConfigurationError.self) { try SettingsLoader.load(path: "/") }
        #expect(directory.description == "/: cannot be read: it is not a readable file")
    }
}
