import HTTPWire
import NIOCore
import Policy
import Synchronization
import Testing

@testable import Gateway

@Suite struct CatalogueTests {
    private final class Fixture: Sendable {
        let nanoseconds = Mutex<UInt64>(0)
        let fetches = Mutex(0)

        var catalogue: Catalogue { Catalogue { [self] in nanoseconds.withLock { $0 } } }

        func fetch(isStorable: Bool = true) -> Result<Answer, GatewayError> {
            let number = fetches.withLock { count in
                count += 1
                return count
            }
            var answer = Answer(status: 200, body: ByteBuffer(string: "\(number)"))
            answer.isStorable = isStorable
            return .success(answer)
        }
    }

    private let fixture = Fixture()

    @Test func whatIsKeptCarriesItsAgeUntilItsLifetimeIsOver() async throws {
        let catalogue = fixture.catalogue
        var seen: [String] = []
        for second in [0, 1, 59, 60, 61] as [UInt64] {
            fixture.nanoseconds.withLock { $0 = second * 1_000_000_000 }
            let answer = try await catalogue.answer(to: "/a?", lifetime: .seconds(60)) { fixture.fetch() }
            seen.append("\(String(buffer: answer.body)) \(answer.fields.first("age") ?? "-")")
        }
        #expect(seen == ["1 -", "1 1", "1 59", "2 -", "2 1"])
    }

    @Test func questionsAreApart() async throws {
        let catalogue = fixture.catalogue
        for question in ["/a?x=1", "/a?x=2"] {
            let answer = try await catalogue.answer(to: question, lifetime: .seconds(60)) { fixture.fetch() }
            #expect(answer.fields.first("age") == nil)
        }
        #expect(fixture.fetches.withLock { $0 } == 2)
    }

    @Test func whatMayNotBeKeptIsFetchedAgain() async throws {
        let catalogue = fixture.catalogue
        for _ in 0..<2 {
            _ = try await catalogue.answer(to: "/a?", lifetime: .seconds(60)) { fixture.fetch(isStorable: false) }
        }
        await #expect(throws: GatewayError.self) {
            _ = try await catalogue.answer(to: "/a?", lifetime: .seconds(60)) {
                .failure(.upstreamUnreachable(reason: "gone"))
            }
        }
        _ = try await catalogue.answer(to: "/a?", lifetime: .seconds(60)) { fixture.fetch() }
        #expect(fixture.fetches.withLock { $0 } == 3)
    }

    @Test func manyAtOnceFetchOnce() async throws {
        let catalogue = fixture.catalogue
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let leader = Task { [fixture] in
            try await catalogue.answer(to: "/a?", lifetime: .seconds(60)) {
                for await _ in gate {}
                return fixture.fetch()
            }
        }
        let others = (0..<20).map { _ in
            Task { [fixture] in
                try await catalogue.answer(to: "/a?", lifetime: .seconds(60)) {
                    for await _ in gate {}
                    return fixture.fetch()
                }
            }
        }
        opener.finish()
        for task in others + [leader] { #expect(String(buffer: try await task.value.body) == "1") }
        #expect(fixture.fetches.withLock { $0 } == 1)
    }
}
