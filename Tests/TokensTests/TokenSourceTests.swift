import Threading
import Logging
import Policy
import Synchronization
import Testing
import Transport

@testable import Tokens

struct TokenSourceTests {
    /// Answers each fetch when told to, and counts them.
    private final class Fetcher: TokenFetcher {
        private let state = Mutex<(fetches: Int, waiting: [CheckedContinuation<Result<String, TokenFailure>, Never>])>(
            (0, []))

        var fetches: Int { state.withLock { $0.fetches } }

        func fetch() async throws(TokenFailure) -> (accessToken: Secret<String>, lifetime: Duration) {
            let result = await withCheckedContinuation { continuation in
                state.withLock {
                    $0.fetches += 1
                    $0.waiting.append(continuation)
                }
            }
            return (Secret(try result.get()), .seconds(1000))
        }

        func answer(_ result: Result<String, TokenFailure>) async {
            while true {
                let waiting = state.withLock { state in
                    defer { state.waiting = [] }
                    return state.waiting
                }
                guard waiting.isEmpty else {
                    for continuation in waiting { continuation.resume(returning: result) }
                    return
                }
                await Task.yield()
            }
        }
    }

    private static func source(_ fetcher: Fetcher) -> TokenSource {
        TokenSource(
            fetcher: fetcher, policy: TokenPolicy(), scheduler: SystemScheduler(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func aHundredCallersMakeOneFetch() async throws {
        let fetcher = Fetcher()
        let source = Self.source(fetcher)
        let tokens = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await source.lease().accessToken.exposed } }
            await fetcher.answer(.success("shared"))
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(tokens == Array(repeating: "shared", count: 100))
        #expect(fetcher.fetches == 1)
    }

    @Test func everyWaiterHearsOfTheFailure() async {
        let fetcher = Fetcher()
        let source = Self.source(fetcher)
        let failure = TokenFailure(kind: .credentialRejected, reason: "no")
        let failures = await withTaskGroup(of: TokenFailure?.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do throws(TokenFailure) {
                        _ = try await source.lease()
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            await fetcher.answer(.failure(failure))
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures == Array(repeating: failure, count: 10))
        #expect(fetcher.fetches == 1)
    }

    @Test func aRejectedTokenIsFetchedAnew() async throws {
        let fetcher = Fetcher()
        let source = Self.source(fetcher)
        async let first = source.lease()
        await fetcher.answer(.success("old"))
        source.reject(try await first)
        async let second = source.lease()
        await fetcher.answer(.success("new"))
        #expect(try await second.accessToken.exposed == "new")
        #expect(fetcher.fetches == 2)
    }
}
