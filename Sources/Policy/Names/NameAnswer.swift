/// What a look-up of a name ends with.
package enum NameAnswer: Hashable, Sendable {
    /// At least one, in the order in which they should be dialled.
    case addresses([IPAddress])
    case failure(NameFailure)
}

/// Why a name has no addresses; one plain phrase for whoever waits for them.
package enum NameFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case noSuchName
    case noAddress
    case noAnswerInTime
    /// Every name server refused, failed or sent what is no answer; the last one's fault.
    case serverFailed(String)
    /// Too many look-ups of the same client wait already.
    case tooManyWait
    case cancelled

    package var description: String {
        switch self {
        case .noSuchName: "there is no such name"
        case .noAddress: "the name has no address"
        case .noAnswerInTime: "the name servers gave no answer in time"
        case .serverFailed(let fault): "the name server failed: \(fault)"
        case .tooManyWait: "too many names wait to be resolved"
        case .cancelled: "the look-up was given up"
        }
    }
}

/// What came of one question to one name server.
package enum NameReply: Hashable, Sendable {
    /// - Parameter ttlSeconds: the smallest of the records that led to the addresses; 0 may not be kept.
    case addresses([IPAddress], ttlSeconds: UInt32)
    case noSuchName
    case noAddress
    /// It answered, or its host did, but with nothing that can be used.
    case failed(String)
    /// Nothing came until the question was ended.
    case silence
}
