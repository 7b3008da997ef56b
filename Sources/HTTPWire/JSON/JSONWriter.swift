import NIOCore

extension JSONValue {
    /// Compact text; numbers and strings as they were spelt.
    package func serialize() -> [UInt8] {
        var output: [UInt8] = []
        write(to: &output, canonical: false)
        return output
    }

    /// Member names sorted by their UTF-8, numbers and strings in one spelling: equal for equal meanings.
    package func canonicalBytes() -> [UInt8] {
        var output: [UInt8] = []
        write(to: &output, canonical: true)
        return output
    }

    package func serializedBuffer() -> ByteBuffer { ByteBuffer(bytes: serialize()) }

    fileprivate func write(to output: inout [UInt8], canonical: Bool) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .number(let number): output += (canonical ? number.canonicalToken : number.token).utf8
        case .string(let string): output += canonical ? JSONString(string.value).token : string.token
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                element.write(to: &output, canonical: canonical)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object): object.write(to: &output, canonical: canonical)
        }
    }
}

extension JSONObject {
    fileprivate func write(to output: inout [UInt8], canonical: Bool) {
        let ordered =
            canonical
            ? members.sorted { $0.name.value.utf8.lexicographicallyPrecedes($1.name.value.utf8) }
            : members
        output.append(UInt8(ascii: "{"))
        for (index, member) in ordered.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            output += canonical ? JSONString(member.name.value).token : member.name.token
            output.append(UInt8(ascii: ":"))
            member.value.write(to: &output, canonical: canonical)
        }
        output.append(UInt8(ascii: "}"))
    }
}
