/// A recursive name server, by its address: `127.0.0.53`, `10.0.0.2:5353`, `fd00::53` or `[fd00::53]:5353`.
package struct NameServer: Hashable, Sendable, CustomStringConvertible {
    package static let defaultPort: UInt16 = 53

    package let address: IPAddress
    package let port: UInt16

    package init(address: IPAddress, port: UInt16 = defaultPort) {
        self.address = address
        self.port = port
    }

    /// `nil` for a name, a port of 0, and whatever else is not one of the forms above.
    package init?(_ text: some StringProtocol) {
        if let address = IPAddress(text) {
            self.init(address: address)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        let isBracketed = host.first == "[" && host.last == "]"
        if isBracketed { host = host.dropFirst().dropLast() }
        guard let address = IPAddress(host), isBracketed == (address.bitWidth == 128) else { return nil }
        self.init(address: address, port: port)
    }

    private static func port(_ digits: some StringProtocol) -> UInt16? {
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits), port > 0
        else { return nil }
        return port
    }

    /// Always with its port.
    package var description: String {
        switch address {
        case .v4: "\(address):\(port)"
        case .v6: "[\(address)]:\(port)"
        }
    }
}
