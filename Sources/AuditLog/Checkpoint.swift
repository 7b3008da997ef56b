import Crypto
import Policy

/// A signed statement that the chain stood at a position. Kept apart from the segments, it makes their truncation
/// and their rewriting show.
struct Checkpoint: Sendable {
    let position: ChainPosition
    /// The line without its `signature` member, and the signature over it.
    private let statement: [UInt8]
    private let signature: [UInt8]

    static let signatureBytes = 64
    /// Keeps a signature from being taken for one of something else.
    private static let domain = Array("fusegate-audit-checkpoint-1\n".utf8)
    private static let trailer: StaticString = ",\"signature\":\""
    private static let trailerLength = trailer.utf8CodeUnitCount + 2 * signatureBytes + 2

    /// One line, newline included.
    static func line(
        at position: ChainPosition, time: Timestamp, node: String, key: Curve25519.Signing.PrivateKey
    ) throws(AuditError) -> [UInt8] {
        var writer = JSONLineWriter()
        writer.raw("{\"seq\":")
        writer.integer(position.sequence)
        writer.raw(",\"hash\":\"")
        position.hash.appendHex(to: &writer.bytes)
        writer.raw("\",\"at\":")
        writer.string(time.description)
        writer.raw(",\"node\":")
        writer.string(node)
        writer.raw("}")
        let signature: [UInt8]
        do { signature = Array(try key.signature(for: domain + writer.bytes)) } catch {
            throw .failed(reason: "a checkpoint could not be signed: \(error)")
        }
        writer.bytes.removeLast()
        writer.raw(trailer)
        Hex.append(signature, to: &writer.bytes)
        writer.raw("\"}\n")
        return writer.bytes
    }

    /// `nil` unless the line, without its newline, has the form above. Trust it only after `isSigned(by:)`.
    init?(_ line: ArraySlice<UInt8>) {
        var head = CanonicalLineReader(line)
        guard head.skip("{\"seq\":"), let sequence = head.number(), head.skip(",\"hash\":\""),
            let hash = head.take(ChainHash.hexLength).flatMap(ChainHash.init(hex:)), head.skip("\",\"at\":\"")
        else { return nil }
        var tail = CanonicalLineReader(line.suffix(Self.trailerLength))
        guard head.rest.count > Self.trailerLength, tail.skip(Self.trailer),
            let signature = tail.take(2 * Self.signatureBytes).flatMap(Hex.decode), tail.skip("\"}"), tail.rest.isEmpty
        else { return nil }
        self.position = ChainPosition(sequence: sequence, hash: hash)
        self.statement = Array(line.dropLast(Self.trailerLength)) + [UInt8(ascii: "}")]
        self.signature = signature
    }

    func isSigned(by key: Curve25519.Signing.PublicKey) -> Bool {
        key.isValidSignature(signature, for: Self.domain + statement)
    }
}
