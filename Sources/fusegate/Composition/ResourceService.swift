import ServiceLifecycle

/// What others stand on: closed once all that was started after it has ended.
struct ResourceService: Service, CustomStringConvertible {
    let description: String
    private let close: @Sendable () async -> Void

    init(_ name: String, close: @escaping @Sendable () async -> Void) {
        description = name
        self.close = close
    }

    func run() async {
        try? await gracefulShutdown()
        await close()
    }
}
