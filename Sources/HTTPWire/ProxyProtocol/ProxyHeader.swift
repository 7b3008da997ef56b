import Policy

/// The head of a connection that a proxy opened for a client (HAProxy's PROXY protocol, version 2, section 2.2).
package struct ProxyHeader: Hashable, Sendable {
    /// `nil` when the proxy speaks for itself (LOCAL), or for a client without an IP address.
    package let source: IPAddress?
    /// What follows it is the client's.
    package let length: Int

    /// With every extension that is in use; the addresses take 36 at most.
    package static let bytesMax = 4096

    private static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]
    private static let fixedBytes = 16

    /// - Returns: `nil` when more bytes are needed.
    /// - Throws: for anything else than such a header, at the first byte that tells.
    package static func read(_ bytes: Span<UInt8>) throws(WireError) -> ProxyHeader? {
        for index in 0..<min(bytes.count, signature.count) where bytes[index] != signature[index] {
            throw fault("no header of the PROXY protocol, version 2")
        }
        guard bytes.count >= fixedBytes else { return nil }
        let length = fixedBytes + Int(bytes[14]) << 8 + Int(bytes[15])
        guard length <= bytesMax else { throw fault("a PROXY header above \(bytesMax) bytes") }
        guard bytes[12] == 0x20 || bytes[12] == 0x21 else { throw fault("an unknown PROXY version or command") }
        guard bytes.count >= length else { return nil }
        guard bytes[12] == 0x21 else { return ProxyHeader(source: nil, length: length) }
        return ProxyHeader(source: try source(bytes, length: length), length: length)
    }

    /// The first address of the block: 4 or 16 bytes, by the family in the high half of byte 13.
    private static func source(_ bytes: Span<UInt8>, length: Int) throws(WireError) -> IPAddress? {
        let (addressBytes, blockBytes): (Int, Int)
        switch bytes[13] >> 4 {
        case 1: (addressBytes, blockBytes) = (4, 12)
        case 2: (addressBytes, blockBytes) = (16, 36)
        default: return nil
        }
        guard length >= fixedBytes + blockBytes else { throw fault("a PROXY header without its addresses") }
        return IPAddress(bytes: (0..<addressBytes).map { bytes[fixedBytes + $0] })
    }

    private static func fault(_ reason: String) -> WireError { WireError(status: 400, reason: reason) }
}
