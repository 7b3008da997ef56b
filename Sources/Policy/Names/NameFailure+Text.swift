/// A name failure as it is written down with a delivery, where it is found again.
extension NameFailure {
    /// Of the reason of an attempt that got no address.
    package static let reasonPrefix = "cannot resolve "

    package static func reason(of host: some CustomStringConvertible, _ failure: some Error) -> String {
        "\(reasonPrefix)\(host): \(failure)"
    }

    /// What dead or broken name servers are to blame for, a phrase each that begins what follows the host.
    package static let phrasesOfServers = ["the name servers gave no answer in time", "the name server failed"]
}
