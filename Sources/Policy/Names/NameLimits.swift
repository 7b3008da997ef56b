/// Every bound of name resolution, in one place.
package struct NameLimits: Hashable, Sendable {
    /// A look-up fails when its name servers have been asked for so long. Waiting for a free place comes before it.
    package var timeout: Duration = .seconds(5)
    /// A name server that has not answered by then is asked again, or another one is.
    package var serverTimeout: Duration = .seconds(2)
    /// An answer is kept for its TTL, but at least and at most for so long.
    package var ttlMin: Duration = .zero
    package var ttlMax: Duration = .seconds(300)
    /// That there is no such name, or no address, is kept for so long.
    package var negativeTTL: Duration = .seconds(10)
    /// That the name servers failed or said nothing is kept for so long (RFC 9520 section 3.2: 1 s to 5 min).
    package var failureTTL: Duration = .seconds(5)
    /// Names remembered, well or not; each takes some 300 bytes.
    package var cacheNamesMax = 10_000
    package var cacheNamesPerTenantMax = 1_000
    /// Questions under way for all tenants together, each with a socket.
    package var questionsMax = 512
    package var questionsPerTenantMax = 16
    package var questionsPerServerMax = 128
    /// Look-ups of one tenant, under way or waiting for a place; one more fails at once.
    package var waitingPerTenantMax = 1_000

    /// The gateway's own questions under way, beside those of tenants: it knows few names.
    static let gatewayQuestionsMax = 64
    /// Addresses of one name that are kept: more than anybody dials.
    package static let addressesMax = 16
    /// A name server that let a question time out and has answered nothing since it was sent is asked last for so long.
    static let silentServerPause: Duration = .seconds(10)

    package init() {}

    /// What clients whose last question was met with silence may hold together: half of what there is, so that the
    /// others find room however many of them there are.
    func unansweredMax(serverCount: Int) -> Int {
        max(min(questionsMax, questionsPerServerMax * max(serverCount, 1)) / 2, 1)
    }

    /// For how long a reply may be kept.
    func lifetime(of reply: NameReply) -> Duration {
        switch reply {
        case .addresses(_, let ttlSeconds): min(max(.seconds(Int64(ttlSeconds)), ttlMin), ttlMax)
        case .noSuchName, .noAddress: negativeTTL
        case .failed, .silence: failureTTL
        }
    }
}
