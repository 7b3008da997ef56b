import NIOTLS

/// Recognises the end of a TLS handshake.
enum StreamReadiness {
    static func isHandshakeCompleted(_ event: Any) -> Bool {
        guard let event = event as? TLSUserEvent, case .handshakeCompleted = event else { return false }
        return true
    }
}
