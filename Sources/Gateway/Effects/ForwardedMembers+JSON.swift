import HTTPWire
import Policy

extension ForwardedMembers {
    /// - Throws: 400 `invalid_request` that names the first member which may not go on, by its dotted path.
    func require(of body: JSONValue) throws(GatewayError) {
        for member in body.objectValue?.members ?? [] { try require(member.value, at: [member.name.value]) }
    }

    private func require(_ value: JSONValue, at path: [String]) throws(GatewayError) {
        let extent = extent(at: path)
        switch (extent, value) {
        case (.nothing, _):
            throw Self.refusal(Self.firstLeaf(of: value, at: path), "This field is not available here.")
        // A list of scalars in a scalar's place says nothing more: it is the upstream's to refuse.
        case (.everything, .array(let elements)), (.scalar, .array(let elements)),
            (.scalarOrMembers, .array(let elements)):
            for element in elements { try require(element, at: path) }
        case (.everything, .object(let object)), (.members, .object(let object)),
            (.scalarOrMembers, .object(let object)):
            for member in object.members { try require(member.value, at: path + [member.name.value]) }
        case (.members, _): throw Self.refusal(path, "Must be an object.")
        case (.scalar, .object): throw Self.refusal(path, "Must not be an object.")
        case (.everything, _), (.scalar, _), (.scalarOrMembers, _): return
        }
    }

    /// Says what it is about where a whole object is refused.
    private static func firstLeaf(of value: JSONValue, at path: [String]) -> [String] {
        guard let last = path.last, !isRefused(last), let first = value.objectValue?.members.first else { return path }
        return firstLeaf(of: first.value, at: path + [first.name.value])
    }

    private static func refusal(_ path: [String], _ text: String) -> GatewayError {
        .invalidField(MemberName.shown(path.joined(separator: ".")), text)
    }
}
