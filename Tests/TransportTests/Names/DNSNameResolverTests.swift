import HTTPWire
import Logging
import NIOCore
import NIOPosix
import Policy
import Synchronization
import TestSupport
import Testing

@testable import Transport

/// The resolver against name servers on the loopback: right answers, and what must not pass for one.
@Suite struct DNSNameResolverTests {
    private typealias Script = TestNameServer.Script

    private static let address: [UInt8] = [192, 0, 2, 1]
    private static let found: [IPAddress] = [.v4(0xC000_0201)]

    private static func with(
        limits: NameLimits = patient, _ script: Script,
        _ body: @Sendable (DNSNameResolver, TestNameServer) async throws -> Void
    ) async throws {
        try await withServers([script], limits: limits) { names, servers in try await body(names, servers[0]) }
    }

    private static func withServers(
        _ scripts: [Script], limits: NameLimits = patient,
        _ body: @Sendable (DNSNameResolver, [TestNameServer]) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var servers: [TestNameServer] = []
        for script in scripts { servers.append(try await TestNameServer.start(on: group, script: script)) }
        let names = try DNSNameResolver(
            limits: limits, servers: servers.map(\.server), logger: Logger(label: "test"))
        let result: Result<Void, any Error>
        do { result = .success(try await body(names, servers)) } catch { result = .failure(error) }
        await names.shutdown()
        for server in servers { await server.close() }
        try await group.shutdownGracefully()
        try result.get()
    }

    /// For tests that run beside hundreds of others: an answer on its way is never given up.
    private static let patient: NameLimits = {
        var limits = NameLimits()
        limits.timeout = .seconds(60)
        limits.serverTimeout = .seconds(60)
        return limits
    }()

    private static func answer(_ asked: TestNameServer.Asked, ttl: UInt32 = 60) -> [[UInt8]] {
        let question = asked.question
        let records = question.type == DNSQuestion.a ? [DNSRecord.a(question.name, address, ttl: ttl)] : []
        return [DNSMessage.response(to: question, records)]
    }

    private static func resolve(
        _ names: DNSNameResolver, _ name: String, for client: NameClient = .gateway
    ) async throws -> [IPAddress] {
        try await names.addresses(of: name, for: client, within: .seconds(60))
    }

    private static func lookUp(
        _ names: DNSNameResolver, _ name: String, for client: NameClient = .gateway
    ) async -> Result<[IPAddress], NameFailure> {
        do throws(NameFailure) {
            return .success(try await names.addresses(of: name, for: client, within: .seconds(60)))
        } catch {
            return .failure(error)
        }
    }

    private static func fault(_ names: DNSNameResolver, _ name: String) async -> NameFailure? {
        guard case .failure(let failure) = await lookUp(names, name) else { return nil }
        return failure
    }

    @Test func bothFamiliesAreAskedForAtOnce() async throws {
        try await Self.with(
            Script { asked in
                let question = asked.question
                let record =
                    question.type == DNSQuestion.a
                    ? DNSRecord.a(question.name, Self.address) : DNSRecord.aaaa(question.name, last: 7)
                return [DNSMessage.response(to: question, [record])]
            }
        ) { names, server in
            let addresses = try await Self.resolve(names, "shop.example")
            #expect(Set(addresses) == Set(Self.found + [try #require(IPAddress("2001:db8::7"))]))
            #expect(Set(server.asked.map(\.question.type)) == [DNSQuestion.a, DNSQuestion.aaaa])
            #expect(server.asked.allSatisfy { !$0.isTCP })
        }
    }

    @Test func theMissingFamilyDoesNotHoldUpTheOtherForEver() async throws {
        var limits = Self.patient
        limits.serverTimeout = .milliseconds(200)
        try await Self.with(limits: limits, Script { $0.question.type == DNSQuestion.a ? Self.answer($0) : [] }) {
            names, _ in
            #expect(await Self.lookUp(names, "half.example") == .success(Self.found))
        }
    }

    @Test func aNameThatIsNotThere() async throws {
        try await Self.with(Script { [DNSMessage.response(to: $0.question, code: .noSuchName)] }) { names, _ in
            #expect(await Self.fault(names, "nobody.example") == .noSuchName)
        }
    }

    @Test func aNameWithoutAddress() async throws {
        try await Self.with(Script { [DNSMessage.response(to: $0.question)] }) { names, _ in
            #expect(await Self.fault(names, "mail.example") == .noAddress)
        }
    }

    @Test(arguments: [DNSMessage.Code.serverFailure, .refused])
    func aServerThatFailsIsFollowedByTheNext(code: DNSMessage.Code) async throws {
        try await Self.withServers([
            Script { [DNSMessage.response(to: $0.question, code: code)] }, Script { Self.answer($0) },
        ]) { names, servers in
            #expect(await Self.lookUp(names, "shop.example") == .success(Self.found))
            #expect(servers.map { $0.count(of: "shop.example") } == [1, 1])
        }
    }

    @Test func whenAllServersFailItIsSaid() async throws {
        try await Self.with(Script { [DNSMessage.response(to: $0.question, code: .serverFailure)] }) { names, _ in
            guard case .serverFailed(let fault) = await Self.fault(names, "broken.example") else {
                Issue.record("no failure of the server")
                return
            }
            #expect(!fault.isEmpty)
        }
    }

    /// The kernel's refusal ends one of the two questions at once, and the other one in time.
    @Test func aServerThatIsNotThereIsAFailure() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let gone = try await TestNameServer.start(on: group, script: Script { _ in [] })
        await gone.close()
        var limits = Self.patient
        limits.timeout = .milliseconds(400)
        limits.serverTimeout = .milliseconds(200)
        let names = try DNSNameResolver(limits: limits, servers: [gone.server], logger: Logger(label: "test"))
        #expect(await Self.fault(names, "shop.example") != nil)
        #expect(names.waiterCount == 0)
        await names.shutdown()
        try await group.shutdownGracefully()
    }

    @Test func whatIsCutIsAskedForOverTCP() async throws {
        try await Self.with(
            Script { asked in
                guard asked.isTCP else { return [DNSMessage.response(to: asked.question, isCut: true)] }
                let question = asked.question
                guard question.type == DNSQuestion.a else { return [DNSMessage.response(to: question)] }
                let records = (0..<2000).map { DNSRecord.a(question.name, [10, 0, UInt8($0 >> 8), UInt8($0 & 0xFF)]) }
                return [DNSMessage.response(to: question, records)]
            }
        ) { names, server in
            let addresses = try await Self.resolve(names, "many.example")
            #expect(addresses.count == NameLimits.addressesMax)
            #expect(Set(addresses).count == addresses.count)
            #expect(server.asked.contains { $0.isTCP })
        }
    }

    /// Who does not know the id, or the question, cannot have been asked.
    @Test func anAnswerToAnotherQuestionIsNone() async throws {
        let isReleased = Mutex(false)
        try await Self.with(
            Script { asked in
                guard asked.question.type == DNSQuestion.a else { return Self.answer(asked) }
                let question = asked.question
                let evil = [DNSRecord.a(question.name, [203, 0, 113, 66])]
                let otherID = DNSQuestion(id: question.id &+ 1, name: question.name, type: question.type)
                let otherName = DNSQuestion(id: question.id, name: "other.example", type: question.type)
                let otherType = DNSQuestion(id: question.id, name: question.name, type: 15)
                isReleased.withLock { $0 = true }
                return [otherID, otherName, otherType].map { DNSMessage.response(to: $0, evil) } + Self.answer(asked)
            }
        ) { names, _ in
            #expect(await Self.lookUp(names, "shop.example") == .success(Self.found))
            #expect(isReleased.withLock { $0 })
        }
    }

    @Test func aliasesAreFollowedAndTheirTTLCounts() async throws {
        try await Self.with(
            Script { asked in
                let question = asked.question
                guard question.type == DNSQuestion.a else { return [DNSMessage.response(to: question)] }
                let short: UInt32 = question.name == "short.example" ? 0 : 60
                return [
                    DNSMessage.response(
                        to: question,
                        [
                            .cname(question.name, to: "edge.example", ttl: 60),
                            .cname("edge.example", to: "node.example", ttl: short),
                            .a("node.example", Self.address, ttl: 60),
                        ])
                ]
            }
        ) { names, server in
            for name in ["long.example", "short.example"] {
                for _ in 0..<3 { #expect(await Self.lookUp(names, name) == .success(Self.found)) }
            }
            #expect(server.count(of: "long.example") == 1)
            #expect(server.count(of: "short.example") == 3)
        }
    }

    @Test func aTTLOfZeroIsAskedForAgain() async throws {
        try await Self.with(Script { Self.answer($0, ttl: 0) }) { names, server in
            for _ in 0..<3 { #expect(await Self.lookUp(names, "moving.example") == .success(Self.found)) }
            #expect(server.count(of: "moving.example") == 3)
        }
    }

    @Test func allWhoAskTogetherShareOneQuestion() async throws {
        let gate = ThreadGate()
        try await Self.with(
            Script { asked in
                gate.wait()
                return Self.answer(asked)
            }
        ) { names, server in
            try await withThrowingTaskGroup(of: [IPAddress].self) { group in
                for _ in 0..<50 { group.addTask { try await Self.resolve(names, "Shop.Example") } }
                try await eventually("all wait") { names.waiterCount == 50 }
                gate.open()
                gate.open()
                for try await addresses in group { #expect(addresses == Self.found) }
            }
            #expect(server.asked.count == 2)
        }
    }

    @Test func theHostsFileAndLocalhostAskNobody() async throws {
        try await Self.with(Script { _ in [] }) { names, server in
            let addresses = try await Self.resolve(names, "localhost")
            #expect(addresses.contains(.v4(0x7F00_0001)))
            #expect(server.asked.isEmpty)
        }
    }

    @Test func silenceEndsAtTheDeadline() async throws {
        var limits = Self.patient
        limits.timeout = .milliseconds(300)
        limits.serverTimeout = .milliseconds(100)
        try await Self.with(limits: limits, Script { _ in [] }) { names, server in
            #expect(await Self.fault(names, "dead.example") == .noAnswerInTime)
            #expect(server.count(of: "dead.example") == 3)
            #expect(names.waiterCount == 0)
        }
    }

    @Test func whoGivesUpWaitsNoLonger() async throws {
        try await Self.with(Script { _ in [] }) { names, server in
            let task = Task { await Self.fault(names, "dead.example") }
            try await eventually("it is asked") { server.count(of: "dead.example") == 1 }
            task.cancel()
            #expect(await task.value == .cancelled)
            #expect(names.waiterCount == 0)
        }
    }

    @Test func theEndIsToldToThoseWhoWait() async throws {
        try await Self.with(Script { _ in [] }) { names, server in
            let task = Task { await Self.fault(names, "dead.example") }
            try await eventually("it is asked") { server.count(of: "dead.example") == 1 }
            await names.shutdown()
            #expect(await task.value == .cancelled)
            #expect(await Self.fault(names, "other.example") == .cancelled)
        }
    }

    /// One tenant's names have dead servers: the questions of all others are answered while every one of those hangs.
    @Test func deadNamesOfOneTenantHoldUpNobodyElse() async throws {
        let hostile = NameClient.tenant(.make(at: Timestamp(millisecondsSinceEpoch: 1)))
        let others = (2...50).map { NameClient.tenant(.make(at: Timestamp(millisecondsSinceEpoch: $0))) }
        try await Self.with(Script { $0.question.name.hasPrefix("dead") ? [] : Self.answer($0) }) { names, server in
            let hanging = (0..<500).map { number in
                Task { try? await Self.resolve(names, "dead\(number).example", for: hostile) }
            }
            try await eventually("all of it waits") { names.waiterCount == 500 }
            try await eventually("its places are taken") {
                server.asked.count { $0.question.type == DNSQuestion.a } == NameLimits().questionsPerTenantMax
            }
            for (number, other) in others.enumerated() {
                #expect(await Self.lookUp(names, "shop\(number).example", for: other) == .success(Self.found))
            }
            #expect(await Self.lookUp(names, "upstream.example") == .success(Self.found))
            #expect(names.waiterCount == 500)
            for task in hanging { task.cancel() }
            for task in hanging { _ = await task.value }
            #expect(names.waiterCount == 0)
        }
    }

    @Test func garbageIsNoAnswer() async throws {
        var limits = Self.patient
        limits.timeout = .milliseconds(200)
        limits.serverTimeout = .milliseconds(200)
        try await Self.with(
            limits: limits,
            Script { asked in
                let whole = DNSMessage.response(to: asked.question, [.a(asked.question.name, Self.address)])
                let loop = Array(whole.prefix(whole.count - 16 - asked.question.name.utf8.count)) + [0xC0, 0x0C]
                return [[], [0], Array(whole.prefix(11)), Array(whole.prefix(whole.count - 3)), loop]
            }
        ) { names, _ in
            for number in 0..<5 { #expect(await Self.fault(names, "bad\(number).example") != nil) }
        }
    }

    @Test func theClientDialsWhatTheNameServerSays() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let script = Script { asked in
            let question = asked.question
            let records = question.type == DNSQuestion.a ? [DNSRecord.a(question.name, [127, 0, 0, 1])] : []
            return [
                DNSMessage.response(
                    to: question, records, code: question.name == "upstream.example" ? .noError : .noSuchName)
            ]
        }
        let dns = try await TestNameServer.start(on: group, script: script)
        let names = try DNSNameResolver(limits: Self.patient, servers: [dns.server], logger: Logger(label: "test"))
        try await World.run { world in
            let listener = try await world.listen { .text($0.head.fields.value(of: "host") ?? "-") }
            let client = try world.client(names: names)
            let answer = try await client.send(
                .get(from: Origin(scheme: .http, host: "upstream.example", port: listener.localPort)),
                deadlines: .ample)
            #expect(String(buffer: answer.body) == "upstream.example:\(listener.localPort)")
            let origin = Origin(scheme: .http, host: "nobody.example", port: listener.localPort)
            let error = await failure(of: client, .post("money", to: origin))
            #expect(error?.kind == .connectFailed)
            #expect(error?.requestBytesWritten == false)
            #expect(error?.reason == "\(origin): cannot resolve the name: there is no such name")
            await client.shutdown()
        }
        await names.shutdown()
        await dns.close()
        try await group.shutdownGracefully()
    }
}
