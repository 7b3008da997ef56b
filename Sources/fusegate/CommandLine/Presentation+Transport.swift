import Admin
import AdminAPI

extension Presentation {
    static func certificates(_ list: CertificateList) -> String {
        var table = Table("CERTIFICATE", "CREATED")
        for certificate in list.certificates { table.add(certificate.binding, time(certificate.createdAt)) }
        return table.text(orWhenEmpty: "No client certificates: the tenant needs none.", shrinking: ["CERTIFICATE"])
    }

    static func reloaded(_ reloaded: ConfigurationReloaded) -> String {
        let keys = TerminalText.escape(reloaded.keysWaitingForRestart.joined(separator: ", "))
        return keys.isEmpty ? "Reloaded." : "Reloaded. Changed keys that wait for a restart: \(keys)."
    }
}
