import AdminAPI

/// What an operator may call a tenant or an account: it must fit in a path segment, a table and a log line, and
/// must not be mistaken for an identifier.
enum EntityName {
    static let lengthMax = 64

    static func validate(_ name: String, prefix: String) throws(AdminError) {
        let isPlain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._-".utf8.contains(byte)
        }
        guard isPlain, (1...lengthMax).contains(name.utf8.count), name.first != ".", name.first != "-" else {
            throw AdminError(
                .invalidRequest,
                "a name must be 1 to \(lengthMax) of the characters A-Z a-z 0-9 . _ - and start with none of . -, "
                    + "is \"\(name.prefix(lengthMax))\"")
        }
        guard !name.hasPrefix(prefix) else {
            throw AdminError(.invalidRequest, "a name must not start with \(prefix), as identifiers do")
        }
    }
}
