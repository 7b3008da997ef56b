/// Why a URL cannot be a webhook's target; `description` is fit for the tenant who wrote it.
package enum CallbackURLError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    case tooLong
    case forbiddenCharacter
    case fragment
    case scheme
    case insecure
    case userInfo
    case host
    case numericHost
    case port
    case forbiddenPort(Int)
    case specialAddress(IPAddress, use: String)
    /// A name of the gateway's own machine.
    case localhost(String)
    /// A name under a top-level domain that exists nowhere.
    case unresolvable(String)

    package var description: String {
        switch self {
        case .empty: "the URL is empty"
        case .tooLong: "the URL is longer than \(CallbackURL.bytesMax) bytes"
        case .forbiddenCharacter: "the URL holds a character that must be percent-encoded"
        case .fragment: "the URL must not have a fragment (#…)"
        case .scheme: "the URL must start with https://"
        case .insecure: "the URL must use https"
        case .userInfo: "the URL must not hold a user name or password"
        case .host: "the URL's host is not a valid name or address"
        case .numericHost: "the URL's host is a number; write an IPv4 address as four decimal octets"
        case .port: "the URL's port is not a number from 1 to 65535"
        case .forbiddenPort(let port): "port \(port) belongs to another protocol; use 443, 80 or one from 1024 up"
        case .specialAddress(let address, let use): "webhooks are not sent to \(address): \(use)"
        case .localhost(let name): "\(name) is the gateway's own machine, where webhooks are not sent"
        case .unresolvable(let name):
            "no name server knows \(name): names under .\(name.split(separator: ".").last ?? "") lead nowhere"
        }
    }

    /// The key of the configuration that allows it, for the operator.
    package var settingKey: String? {
        switch self {
        case .insecure: "webhooks.allow_insecure_callback_urls"
        case .specialAddress, .localhost: "webhooks.allowed_networks"
        default: nil
        }
    }
}
