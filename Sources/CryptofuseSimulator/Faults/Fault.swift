import NIOCore

/// What goes wrong, and for which requests. See CONTROL.md for the JSON form.
struct Fault: Sendable {
    enum Kind: Sendable {
        case latency(milliseconds: Int, jitterMilliseconds: Int, afterEffect: Bool)
        case answer(Answer, afterEffect: Bool)
        case unauthorized
        case disconnect(Phase, Cut)
        case hang(afterEffect: Bool)
        case drip(chunkBytes: Int, intervalMilliseconds: Int)
        case malformed(Malformation)
        case oversized(bytes: Int, inHead: Bool)
        case webhook(WebhookFault)
    }

    enum Phase: String, Sendable, CaseIterable {
        /// As soon as the connection is accepted, before anything is read.
        case accept
        case afterHead = "after_head"
        case midBody = "mid_body"
        /// The whole request was read, nothing was done.
        case beforeEffect = "before_effect"
        /// Done, but no byte of the answer was sent.
        case afterEffect = "after_effect"
        case midAnswer = "mid_answer"
    }

    /// How a connection ends.
    struct Cut: Sendable {
        /// RST instead of FIN.
        var reset: Bool
        /// Bytes of the answer to send first (`mid_answer`); nil: the head and half of the body.
        var answerBytes: Int?
    }

    enum Malformation: String, Sendable, CaseIterable {
        case badStatusLine = "bad_status_line"
        case twoContentLengths = "two_content_lengths"
        case contentLengthAndChunked = "content_length_and_chunked"
        case truncatedJSON = "truncated_json"
        case extraBytes = "extra_bytes"
        case notJSON = "not_json"
        case badChunk = "bad_chunk"
    }

    enum WebhookFault: Sendable {
        case duplicate(copies: Int)
        /// Held back until the object's next webhook was answered, at most so long.
        case reorder(milliseconds: Int64)
        case lose
        case delay(milliseconds: Int64)
        case badSignature
    }

    let id: Int
    /// The JSON it was made from, for listing.
    let source: JSON
    let kind: Kind
    /// Nil: any.
    let method: String?
    /// Exact, or a prefix when it ends in `*`. For webhook faults it is matched with the callback URL.
    let path: String
    let clientID: String?
    let event: String?
    let status: String?
    /// Nil: for ever.
    var remaining: Int?
    var skip: Int
    let probability: Double
    var random: SplitMix64
    var applied = 0

    func matches(path candidate: String) -> Bool {
        path.hasSuffix("*") ? candidate.hasPrefix(path.dropLast()) : candidate == path
    }

    /// Counts a match, and says whether the fault strikes this time.
    mutating func strike() -> Bool {
        if skip > 0 {
            skip -= 1
            return false
        }
        if let remaining, remaining <= 0 { return false }
        if probability < 1, Double.random(in: 0..<1, using: &random) >= probability { return false }
        if let remaining { self.remaining = remaining - 1 }
        applied += 1
        return true
    }
}

/// Steele, Lea and Flood's SplitMix64: small, and repeatable from a seed.
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
