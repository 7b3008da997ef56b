/// One setting that a command changed. `nil` is not set.
package struct SettingChange: Codable, Hashable, Sendable {
    package let setting: String
    package let old: String?
    package let new: String?

    enum CodingKeys: String, CodingKey { case setting, old, new }

    package init(_ setting: String, from old: String?, to new: String?) {
        self.setting = setting
        self.old = old
        self.new = new
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(setting, forKey: .setting)
        try container.encode(old, forKey: .old)
        try container.encode(new, forKey: .new)
    }
}

extension SettingChange: SchemaDescribing {
    package static let schema = Schema.object([
        Schema.Member(name: "setting", schema: .string, isRequired: true),
        Schema.Member(name: "old", schema: .nullable(.string), isRequired: true),
        Schema.Member(name: "new", schema: .nullable(.string), isRequired: true),
    ])
    package static let sample = SettingChange("", from: nil, to: nil)
}

/// What is in force now, with what was changed to get there: the members of `Value`, and two more.
package struct Changed<Value: Codable & Sendable>: Codable, Sendable {
    package let value: Value
    /// Empty when everything was so already.
    package let changes: [SettingChange]
    /// What the operator should know besides.
    package let notes: [String]

    private enum CodingKeys: String, CodingKey { case changes, notes }

    package init(_ value: Value, _ changes: [SettingChange], notes: [String] = []) {
        self.value = value
        self.changes = changes.filter { $0.old != $0.new }
        self.notes = notes
    }

    package init(from decoder: any Decoder) throws {
        value = try Value(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        changes = try container.decode([SettingChange].self, forKey: .changes)
        notes = try container.decode([String].self, forKey: .notes)
    }

    package func encode(to encoder: any Encoder) throws {
        try value.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(changes, forKey: .changes)
        try container.encode(notes, forKey: .notes)
    }
}

extension Changed: SchemaDescribing {
    package static var schema: Schema {
        get throws {
            guard case .object(let members) = try Schema(of: Value.self),
                case .object(let others) = try Schema(of: Others.self)
            else { return try Schema(of: Value.self) }
            return .object(members + others)
        }
    }

    package static var sample: Self { get throws { Self(try SchemaRecorder.record(Value.self).sample, []) } }

    private struct Others: Decodable {
        let changes: [SettingChange]
        let notes: [String]
    }
}
