import HTTPWire

/// A JSON text: what is read writes to the same value, its canonical form is a fixed point, and a member put in is found.
enum JSONFuzzing {
    static func check(_ bytes: [UInt8]) throws {
        let value: JSONValue
        do { value = try JSONValue.parse(bytes) } catch {
            return try require((0...bytes.count).contains(error.offset), "a fault outside the text")
        }
        let written = value.serialize()
        try require(String(validating: written, as: UTF8.self) != nil, "writes something else than UTF-8")
        try require(try JSONValue.parse(written) == value, "another value when written")
        let canonical = value.canonicalBytes()
        try require(
            try JSONValue.parse(canonical).canonicalBytes() == canonical, "the canonical form is no fixed point")
        try checkEditing(value)
    }

    /// What the gateway does to a body: its own members are put in, the rest stays as it was.
    private static func checkEditing(_ value: JSONValue) throws {
        guard let before = value.objectValue else { return }
        var edited = value
        edited["callback_url"] = "https://a.example/\"\\\u{1}\u{e9}"
        edited["order_id"] = nil
        let read = try JSONValue.parse(edited.serialize())
        try require(read["callback_url"]?.stringValue == "https://a.example/\"\\\u{1}\u{e9}", "a member is not found")
        try require(read["order_id"] == nil, "a removed member is found")
        for member in before.members where !["callback_url", "order_id"].contains(member.name.value) {
            try require(read[member.name.value] == member.value, "another member changed")
        }
    }
}
