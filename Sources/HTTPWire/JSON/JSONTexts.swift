extension JSONValue {
    /// Each text anew, names of members included, where `change` gives another one. `null` takes an element out of its list,
    /// and a member whose name it is out of its object.
    ///
    /// - Parameter change: `nil` leaves a text, and its spelling, as it is. A name that becomes a text stays a name.
    package func replacingTexts(_ change: (String) -> JSONValue?) -> JSONValue {
        switch self {
        case .string(let string): return change(string.value) ?? self
        case .array(let elements):
            let kept = elements.filter { element in element.stringValue.map { change($0) != JSONValue.null } ?? true }
            return .array(kept.map { $0.replacingTexts(change) })
        case .object(let object):
            return .object(
                JSONObject(
                    members: object.members.compactMap { member in
                        let name = change(member.name.value)
                        guard name != JSONValue.null else { return nil }
                        return JSONObject.Member(
                            name: name?.stringValue.map { JSONString($0) } ?? member.name,
                            value: member.value.replacingTexts(change))
                    }))
        default: return self
        }
    }
}
