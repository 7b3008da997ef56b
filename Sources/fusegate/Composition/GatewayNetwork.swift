import GatewayConfiguration
import Logging
import ServiceLifecycle
import Transport

/// How the gateway reaches others: loops, names, and a client each for the upstream and for receivers.
struct GatewayNetwork: Sendable {
    let names: DNSNameResolver
    let upstream: HTTPClient
    let receivers: HTTPClient
    private let loops: EventLoops

    init(_ settings: Settings, on loops: EventLoops, logger: Logger) throws {
        self.loops = loops
        names = try DNSNameResolver(limits: settings.names.limits, servers: settings.names.servers, logger: logger)
        upstream = try HTTPClient(loops: loops, configuration: settings.upstream.client, names: names)
        receivers = try HTTPClient(loops: loops, configuration: settings.receiverClientConfiguration, names: names)
    }

    /// What clients and the listener stand on.
    var foundations: [any Service] {
        [
            ResourceService("event loops") { [loops] in try? await loops.shutdown() },
            ResourceService("names") { [names] in await names.shutdown() },
        ]
    }

    var clients: [any Service] {
        [
            ResourceService("receivers' connections") { [receivers] in await receivers.shutdown() },
            ResourceService("upstream's connections") { [upstream] in await upstream.shutdown() },
        ]
    }
}
