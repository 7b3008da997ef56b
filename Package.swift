// swift-tools-version: 6.2
import PackageDescription

/// Targets are walls: an arrow may point down this list only.
let package = Package(
    name: "fusegate",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "fusegate", targets: ["fusegate"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        .program(
            "fusegate",
            [
                "Admin", "AdminAPI", "Gateway", "Webhooks", "Tokens", "AuditLog", "StoreSQLite", "Store",
                "GatewayConfiguration", "Transport", "HTTPWire", "Threading", "Policy", "CryptofuseSimulator",
                .argumentParser, .serviceLifecycle, .logging, .nioCore, .nioPosix,
            ]),
        .wall(
            "Admin",
            [
                "AdminAPI", "AuditLog", "CExtendedAttributes", "Store", "Transport", "HTTPWire", "Threading", "Policy",
                .httpTypes, .hummingbird, .serviceLifecycle, .logging, .nioCore,
            ]),
        .wall("AdminAPI", ["HTTPWire", "Policy"]),
        .wall(
            "Gateway",
            [
                "Webhooks", "Objects", "Tokens", "AuditLog", "Store", "Transport", "HTTPWire", "Threading", "Policy",
                .crypto, .logging, .nioCore,
            ], excluding: ["README.md"]),
        .wall("Objects", ["Store", "HTTPWire", "Policy", .nioCore]),
        .wall(
            "Webhooks",
            [
                "Objects", "AuditLog", "Store", "Transport", "HTTPWire", "Threading", "Policy", .crypto, .logging,
                .nioCore,
            ]),
        .wall("Tokens", ["Transport", "HTTPWire", "Threading", "Policy", .logging, .nioCore]),
        .wall("AuditLog", ["CZlib", "Policy", .crypto, .logging]),
        .wall("StoreSQLite", ["Store", "Threading", "Policy", .sqlite, .logging]),
        .wall("Store", ["Policy", .crypto], excluding: ["Migrations"], plugins: ["EmbedMigrations"]),
        .wall(
            "Transport",
            [
                "HTTPWire", "Policy", "Threading", "CCares", .logging, .nioCore, .nioPosix, .nioSSL, .nioTLS, .nioHPACK,
                .nioHTTP2, .crypto,
            ]),
        .wall("HTTPWire", ["Policy", .nioCore]),
        .wall(
            "GatewayConfiguration",
            [
                "Gateway", "Webhooks", "AuditLog", "StoreSQLite", "Transport", "HTTPWire", "Tokens", "Policy", .yams,
            ]),
        .wall("Policy", [.crypto]),

        // Shares nothing with the gateway, so that one misreading of the contract cannot hide in both.
        .wall("CryptofuseSimulator", [.crypto, .logging, .nioCore, .nioHTTP1, .nioPosix], excluding: ["CONTROL.md"]),

        .wall("EventLoop", ["CEpoll", "Threading", "Policy"], excluding: ["README.md"]),
        .wall("Threading", ["Policy"]),
        .systemLibrary(name: "CCares", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"]), .brew(["c-ares"])]),
        .systemLibrary(name: "CEpoll"),
        .systemLibrary(name: "CExtendedAttributes"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

        .plugin(name: "EmbedMigrations", capability: .buildTool(), dependencies: ["EmbedMigrationsTool"]),
        .program("EmbedMigrationsTool", at: "Plugins/EmbedMigrationsTool"),

        .wall(
            "TestSupport", ["AuditLog", "StoreSQLite", "Store", "Threading", "Policy", .logging],
            at: "Tests/TestSupport"),
        .tests("HTTPWireTests", ["HTTPWire", "TestSupport", .nioCore, .nioEmbedded, .nioHTTP1]),
        .tests("EventLoopTests", ["EventLoop", "Threading", "Policy", "TestSupport"]),
        .wall("Fuzzing", ["GatewayConfiguration", "HTTPWire", "Policy", .nioCore], at: "Tests/Fuzzing"),
        .tests("FuzzingTests", ["Fuzzing", "TestSupport"]),
        .tests(
            "FusegateTests",
            [
                "fusegate", "Admin", "AdminAPI", "CryptofuseSimulator", "GatewayConfiguration", "Transport", "HTTPWire",
                "Policy", .serviceLifecycle, .logging, .nioCore,
            ]),
        .tests("AdminAPITests", ["AdminAPI", "HTTPWire", "Policy"]),
        .tests("AdminTests", ["Admin", "AdminAPI", "AuditLog", "Store", "Policy", "TestSupport", .httpTypes]),
        .tests("TokensTests", ["Tokens", "Transport", "Threading", "Policy", .logging]),
        .tests(
            "GatewayTests",
            [
                "Gateway", "Webhooks", "Objects", "Tokens", "AuditLog", "Store", "Transport", "HTTPWire", "Threading",
                "Policy", "TestSupport", .logging, .nioCore, .nioEmbedded,
            ]),
        .tests(
            "SimulationTests",
            [
                "Admin", "AdminAPI", "Gateway", "Webhooks", "Objects", "Tokens", "AuditLog", "StoreSQLite", "Store",
                "Transport", "HTTPWire", "Threading", "Policy", "CryptofuseSimulator", "TestSupport", .logging,
                .nioCore, .nioEmbedded, .nioHTTP1,
            ]),
        .tests(
            "TransportTests",
            [
                "Transport", "HTTPWire", "Policy", "TestSupport", .crypto, .nioHPACK, .nioHTTP2, .logging, .nioCore,
                .nioEmbedded, .nioPosix, .nioSSL,
            ]),
        .tests("ObjectsTests", ["Objects", "Store", "HTTPWire", "Policy", "TestSupport", .nioCore]),
        .tests(
            "WebhooksTests",
            [
                "Webhooks", "AuditLog", "Store", "StoreSQLite", "Transport", "HTTPWire", "Threading", "Policy",
                "TestSupport", .crypto, .logging, .nioCore,
            ]),
        // Reads the project as text, and depends on nothing of it.
        .tests("TidyTests"),
        .tests("PolicyTests", ["Policy", "TestSupport", .crypto]),
        .tests("StoreTests", ["Store", "StoreSQLite", "Policy", "TestSupport"]),
        // A read on the event loop alone, for deploy/bench/event_loop.py.
        .program(
            "read-path-probe",
            [
                "EventLoop", "HTTPWire", "Threading", "Policy", .crypto,
            ], at: "deploy/bench/read-path-probe"),
        // A process that tests can kill in the middle of a commit.
        .program(
            "store-probe",
            [
                "Gateway", "AuditLog", "StoreSQLite", "Store", "Transport", "Threading", "Policy", .logging,
            ], at: "Tests/store-probe"),
        .tests(
            "StoreSQLiteTests", ["store-probe", "StoreSQLite", "Store", "Policy", "TestSupport", .sqlite, .logging]),
        .tests("AuditLogTests", ["AuditLog", "CZlib", "Policy", "TestSupport", .crypto, .logging]),
        .tests(
            "GatewayConfigurationTests",
            [
                "GatewayConfiguration", "Transport", "Webhooks", "Gateway", "AuditLog", "StoreSQLite", "Policy", .yams,
            ]),
        .tests("CryptofuseSimulatorTests", ["CryptofuseSimulator", .crypto, .nioCore, .nioHTTP1, .nioPosix]),
    ]
)

// Built by deploy/fuzz/run.sh only: libFuzzer brings its own `main`.
if Context.environment["FUSEGATE_FUZZING"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzzing-entry",
            dependencies: ["Fuzzing"],
            path: "Tests/FuzzingEntry",
            swiftSettings: .ofTheHouse + [.unsafeFlags(["-parse-as-library"])]))
}

extension [SwiftSetting] {
    static var ofTheHouse: Self {
        [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .treatAllWarnings(as: .error),
        ]
    }
}

extension Target {
    /// A target and all that it may import.
    static func wall(
        _ name: String, _ needs: [Dependency] = [], at path: String? = nil, excluding: [String] = [],
        plugins: [PluginUsage]? = nil
    ) -> Target {
        .target(
            name: name, dependencies: needs, path: path, exclude: excluding, swiftSettings: .ofTheHouse,
            plugins: plugins)
    }

    static func program(_ name: String, _ needs: [Dependency] = [], at path: String? = nil) -> Target {
        .executableTarget(name: name, dependencies: needs, path: path, swiftSettings: .ofTheHouse)
    }

    static func tests(_ name: String, _ needs: [Dependency] = []) -> Target {
        .testTarget(name: name, dependencies: needs, swiftSettings: .ofTheHouse)
    }
}

/// What comes from other packages.
extension Target.Dependency {
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var httpTypes: Self { .product(name: "HTTPTypes", package: "swift-http-types") }
    static var hummingbird: Self { .product(name: "Hummingbird", package: "hummingbird") }
    static var logging: Self { .product(name: "Logging", package: "swift-log") }
    static var nioCore: Self { .product(name: "NIOCore", package: "swift-nio") }
    static var nioEmbedded: Self { .product(name: "NIOEmbedded", package: "swift-nio") }
    static var nioHPACK: Self { .product(name: "NIOHPACK", package: "swift-nio-http2") }
    static var nioHTTP1: Self { .product(name: "NIOHTTP1", package: "swift-nio") }
    static var nioHTTP2: Self { .product(name: "NIOHTTP2", package: "swift-nio-http2") }
    static var nioPosix: Self { .product(name: "NIOPosix", package: "swift-nio") }
    static var nioSSL: Self { .product(name: "NIOSSL", package: "swift-nio-ssl") }
    static var nioTLS: Self { .product(name: "NIOTLS", package: "swift-nio") }
    static var serviceLifecycle: Self { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }
    static var sqlite: Self { .product(name: "GRDBSQLite", package: "GRDB.swift") }
    static var yams: Self { .product(name: "Yams", package: "Yams") }
}
