// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

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
        .executableTarget(
            name: "fusegate",
            dependencies: [
                "Admin", "AdminAPI", "Gateway", "Webhooks", "Tokens", "AuditLog", "StoreSQLite", "Store",
                "GatewayConfiguration", "Transport", "HTTPWire", "Threading", "Policy", "CryptofuseSimulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),

        .target(
            name: "Admin",
            dependencies: [
                "AdminAPI", "AuditLog", "CExtendedAttributes", "Store", "Transport", "HTTPWire", "Threading", "Policy",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .target(name: "AdminAPI", dependencies: ["HTTPWire", "Policy"], swiftSettings: settings),
        .target(
            name: "Gateway",
            dependencies: [
                "Webhooks", "Objects", "Tokens", "AuditLog", "Store", "Transport", "HTTPWire", "Threading", "Policy",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: ["README.md"],
            swiftSettings: settings),
        .target(
            name: "Objects",
            dependencies: ["Store", "HTTPWire", "Policy", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: settings),
        .target(
            name: "Webhooks",
            dependencies: [
                "Objects", "AuditLog", "Store", "Transport", "HTTPWire", "Threading", "Policy",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .target(
            name: "Tokens",
            dependencies: [
                "Transport", "HTTPWire", "Threading", "Policy",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .target(
            name: "AuditLog",
            dependencies: [
                "CZlib", "Policy",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "StoreSQLite",
            dependencies: [
                "Store", "Threading", "Policy",
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .target(
            name: "Store",
            dependencies: ["Policy", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["Migrations"],
            swiftSettings: settings,
            plugins: ["EmbedMigrations"]),
        .target(
            name: "Transport",
            dependencies: [
                "HTTPWire", "Policy", "Threading", "CCares",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "HTTPWire",
            dependencies: ["Policy", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: settings),
        .target(
            name: "GatewayConfiguration",
            dependencies: [
                "Gateway", "Webhooks", "AuditLog", "StoreSQLite", "Transport", "HTTPWire", "Tokens", "Policy",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        .target(
            name: "Policy",
            dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),

        // Shares nothing with the gateway, so that one misreading of the contract cannot hide in both.
        .target(
            name: "CryptofuseSimulator",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            exclude: ["CONTROL.md"],
            swiftSettings: settings),

        .target(
            name: "EventLoop", dependencies: ["CEpoll", "Threading", "Policy"], exclude: ["README.md"],
            swiftSettings: settings),
        .target(name: "Threading", dependencies: ["Policy"], swiftSettings: settings),
        .systemLibrary(name: "CCares", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"]), .brew(["c-ares"])]),
        .systemLibrary(name: "CEpoll"),
        .systemLibrary(name: "CExtendedAttributes"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

        .plugin(name: "EmbedMigrations", capability: .buildTool(), dependencies: ["EmbedMigrationsTool"]),
        .executableTarget(name: "EmbedMigrationsTool", path: "Plugins/EmbedMigrationsTool", swiftSettings: settings),

        .target(
            name: "TestSupport",
            dependencies: [
                "StoreSQLite", "Store", "Threading", "Policy", .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings),
        .testTarget(
            name: "HTTPWireTests",
            dependencies: [
                "HTTPWire", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "EventLoopTests", dependencies: ["EventLoop", "Threading", "Policy", "TestSupport"],
            swiftSettings: settings),
        .target(
            name: "Fuzzing",
            dependencies: [
                "GatewayConfiguration", "HTTPWire", "Policy", .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Tests/Fuzzing",
            swiftSettings: settings),
        .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "FusegateTests",
            dependencies: [
                "fusegate", "Admin", "AdminAPI", "CryptofuseSimulator", "GatewayConfiguration", "Transport", "HTTPWire",
                "Policy",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "AdminAPITests", dependencies: ["AdminAPI", "HTTPWire", "Policy"], swiftSettings: settings),
        .testTarget(
            name: "AdminTests",
            dependencies: [
                "Admin", "AdminAPI", "AuditLog", "Store", "Policy", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TokensTests",
            dependencies: [
                "Tokens", "Transport", "Threading", "Policy", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "Webhooks", "Objects", "Tokens", "AuditLog", "Store", "Transport", "HTTPWire", "Threading",
                "Policy", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Admin", "AdminAPI", "Gateway", "Webhooks", "Objects", "Tokens", "AuditLog", "StoreSQLite", "Store",
                "Transport", "HTTPWire", "Threading", "Policy", "CryptofuseSimulator", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "TransportTests",
            dependencies: [
                "Transport", "HTTPWire", "Policy", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ObjectsTests",
            dependencies: [
                "Objects", "Store", "HTTPWire", "Policy", "TestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "WebhooksTests",
            dependencies: [
                "Webhooks", "AuditLog", "Store", "StoreSQLite", "Transport", "HTTPWire", "Threading", "Policy",
                "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings),
        // Reads the project as text, and depends on nothing of it.
        .testTarget(name: "TidyTests", swiftSettings: settings),
        .testTarget(
            name: "PolicyTests",
            dependencies: ["Policy", "TestSupport", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings),
        .testTarget(
            name: "StoreTests", dependencies: ["Store", "StoreSQLite", "Policy", "TestSupport"],
            swiftSettings: settings),
        // A read on the event loop alone, for deploy/bench/event_loop.py.
        .executableTarget(
            name: "read-path-probe",
            dependencies: [
                "EventLoop", "HTTPWire", "Threading", "Policy", .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "deploy/bench/read-path-probe",
            swiftSettings: settings),
        // A process that tests can kill in the middle of a commit.
        .executableTarget(
            name: "store-probe",
            dependencies: [
                "Gateway", "AuditLog", "StoreSQLite", "Store", "Transport", "Threading", "Policy",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/store-probe",
            swiftSettings: settings),
        .testTarget(
            name: "StoreSQLiteTests",
            dependencies: [
                "store-probe", "StoreSQLite", "Store", "Policy", "TestSupport",
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "AuditLogTests",
            dependencies: [
                "AuditLog", "CZlib", "Policy", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "GatewayConfigurationTests",
            dependencies: [
                "GatewayConfiguration", "Transport", "Webhooks", "Gateway", "AuditLog", "StoreSQLite", "Policy",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "CryptofuseSimulatorTests",
            dependencies: [
                "CryptofuseSimulator",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings),
    ]
)

// Built by deploy/fuzz/run.sh only: libFuzzer brings its own `main`.
if Context.environment["FUSEGATE_FUZZING"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzzing-entry",
            dependencies: ["Fuzzing"],
            path: "Tests/FuzzingEntry",
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
