/// A JSON object: members in the order received, names unique.
package struct JSONObject: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package let name: JSONString
        package var value: JSONValue
    }

    package private(set) var members: [Member]

    package init() { self.members = [] }

    init(members: [Member]) { self.members = members }

    package subscript(name: String) -> JSONValue? {
        get { members.first { $0.name.isSpelt(name) }?.value }
        set {
            let position = members.firstIndex { $0.name.isSpelt(name) }
            switch (position, newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil): members.remove(at: position)
            case (nil, let value?): members.append(Member(name: JSONString(name), value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Two equal names in one literal are a programmer's error; the last one wins.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init()
        for (name, value) in elements { self[name] = value }
    }
}
