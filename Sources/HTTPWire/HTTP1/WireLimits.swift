/// Bounds on what a peer may make us hold or count. Every one is checked before the bytes it bounds are kept.
package struct WireLimits: Hashable, Sendable {
    /// Request or status line and fields with their line ends; 16 KiB holds any head of the contract four times over.
    package var headBytesMax = 16 * 1024
    /// Also the bound on a response's trailer fields.
    package var headerCountMax = 100
    /// Longest path of the contract is under 100 bytes; list filters fit in the rest.
    package var targetBytesMax = 4096
    /// Decoded body bytes: of a request, or of a response where the limits are given to a `ResponseParser`.
    package var bodyBytesMax = 1024 * 1024
    /// A chunk-size line without its CRLF: sixteen hexadecimal digits are all that a 64-bit size can need.
    package var chunkHeaderBytesMax = 16
    /// 1xx responses before the final one; a server sends one or two.
    package var interimResponsesMax = 4

    package init() {}
}
