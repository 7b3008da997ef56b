import AdminAPI
import Policy

/// What a new API key is called, until when it is valid, and where from.
struct KeyTerms: Hashable, Sendable {
    static let nameCharactersMax = 64
    static let lifetimeSecondsRange = 60...(10 * 366 * 86_400)
    static let networkCountMax = 32

    let name: String
    let expiresAt: Timestamp?
    let networks: [CIDRBlock]

    init(_ request: CreateKey, at now: Timestamp) throws(AdminError) {
        name = request.name ?? ""
        let isPlain = name.unicodeScalars.allSatisfy { !$0.properties.isWhitespace || $0 == " " }
        let hasControls = name.unicodeScalars.contains {
            $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
        }
        guard name.count <= Self.nameCharactersMax, isPlain, !hasControls else {
            throw AdminError(
                .invalidRequest, "a key's name must be at most \(Self.nameCharactersMax) characters, without controls")
        }
        if let seconds = request.lifetimeSeconds, !Self.lifetimeSecondsRange.contains(seconds) {
            throw AdminError(.invalidRequest, "a key's lifetime must be 1m to 10 years, is \(seconds)s")
        }
        expiresAt = request.lifetimeSeconds.map { now.advanced(by: .seconds($0)) }
        let blocks = request.networks ?? []
        guard blocks.count <= Self.networkCountMax else {
            throw AdminError(.invalidRequest, "a key has at most \(Self.networkCountMax) networks")
        }
        networks = try blocks.map { text throws(AdminError) in
            guard let block = CIDRBlock(text) else {
                throw AdminError(
                    .invalidRequest, "\"\(text)\" is no network such as 10.0.0.0/8, 192.0.2.7 or fd00::/8")
            }
            return block
        }
    }
}
