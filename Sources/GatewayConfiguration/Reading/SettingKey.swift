/// One key of the configuration: where its value stands in the settings, what it may be, and when a change takes effect.
/// Its default is what a fresh `Root` has there.
struct SettingKey<Root: Sendable>: Sendable {
    typealias Path<Value> = WritableKeyPath<Root, Value> & Sendable

    /// Empty for a rule that several keys obey together.
    private let name: String
    private let read: @Sendable (Section, inout Root) throws(ConfigurationError) -> Void
    private let isSame: @Sendable (Root, Root) -> Bool
    /// Takes the first one's value over into the second.
    private let copy: @Sendable (Root, inout Root) -> Void
    /// Of the keys within it.
    private var inner: Inner = .none
    private var waitsForRestart = false

    private indirect enum Inner: Sendable {
        case none
        case keys([SettingKey<Root>])
        /// Of another root, which they know.
        case others(names: [String], adopt: @Sendable (Root, inout Root) -> [String])
    }

    private init(
        _ name: String, _ path: any Path<some Equatable & Sendable>, inner: Inner = .none,
        read: @escaping @Sendable (Section, inout Root) throws(ConfigurationError) -> Void
    ) {
        self.name = name
        self.read = read
        self.inner = inner
        (isSame, copy) = Self.comparison(path)
    }

    private init(name: String, of keys: [SettingKey<Root>]) {
        self.name = name
        inner = .keys(keys)
        isSame = { one, other in keys.allSatisfy { $0.isSame(one, other) } }
        copy = { one, other in for key in keys { key.copy(one, &other) } }
        read = { (section, root) throws(ConfigurationError) in
            let inner = try section.inner(name)
            for key in keys { try key.read(inner, &root) }
            try inner.finish()
        }
    }

    private static func comparison<Value: Equatable & Sendable>(
        _ path: any Path<Value>
    ) -> (@Sendable (Root, Root) -> Bool, @Sendable (Root, inout Root) -> Void) {
        ({ $0[keyPath: path] == $1[keyPath: path] }, { $1[keyPath: path] = $0[keyPath: path] })
    }
}

// MARK: One line a key

extension SettingKey {
    static func value<Value: Equatable & Sendable>(
        _ name: String, _ path: any Path<Value>, _ kind: ValueKind<Value>,
        then follow: (@Sendable (inout Root) -> Void)? = nil
    ) -> SettingKey {
        SettingKey(name, path) { (section, root) throws(ConfigurationError) in
            try section.read(name, kind, into: &root[keyPath: path])
            follow?(&root)
        }
    }

    /// A value whose default is none.
    static func optional<Value: Equatable & Sendable>(
        _ name: String, _ path: any Path<Value?>, _ kind: ValueKind<Value>
    ) -> SettingKey {
        SettingKey(name, path) { (section, root) throws(ConfigurationError) in
            try section.readOptional(name, kind, into: &root[keyPath: path])
        }
    }

    static func list<Value: Equatable & Sendable>(
        _ name: String, _ path: any Path<[Value]>, of kind: ValueKind<Value>, countMax: Int, countMin: Int = 0
    ) -> SettingKey {
        SettingKey(name, path) { (section, root) throws(ConfigurationError) in
            // Judged before it is the part's, which may make something of an empty list.
            var values = root[keyPath: path]
            try section.readList(name, of: kind, countMax: countMax, into: &values)
            guard values.count >= countMin else {
                throw section.error(name, problem: "must have at least one item")
            }
            root[keyPath: path] = values
        }
    }

    /// A value that is read in a way of its own.
    static func custom<Value: Equatable & Sendable>(
        _ name: String, _ path: any Path<Value>,
        _ read: @escaping @Sendable (Section, inout Value) throws(ConfigurationError) -> Void
    ) -> SettingKey {
        SettingKey(name, path) { (section, root) throws(ConfigurationError) in
            try read(section, &root[keyPath: path])
        }
    }

    /// A section of the file whose values stand side by side with others in the settings.
    static func group(_ name: String, _ keys: [SettingKey<Root>]) -> SettingKey { SettingKey(name: name, of: keys) }

    /// A section of the file that is one part's own struct.
    static func section<Part: Equatable & Sendable>(
        _ name: String, _ path: any Path<Part>, _ keys: [SettingKey<Part>]
    ) -> SettingKey {
        let inner = Inner.others(names: SettingKey<Part>.namesWaitingForRestart(keys, within: name)) { current, new in
            SettingKey<Part>.adopt(keys, within: name, current[keyPath: path], &new[keyPath: path])
        }
        return SettingKey(name, path, inner: inner) { (section, root) throws(ConfigurationError) in
            let section = try section.inner(name)
            for key in keys { try key.read(section, &root[keyPath: path]) }
            try section.finish()
        }
    }

    /// What several keys must obey together.
    static func rule(
        _ check: @escaping @Sendable (Section, Root) throws(ConfigurationError) -> Void
    ) -> SettingKey {
        SettingKey(rule: { (section, root) throws(ConfigurationError) in try check(section, root) })
    }

    private init(rule: @escaping @Sendable (Section, inout Root) throws(ConfigurationError) -> Void) {
        name = ""
        read = rule
        isSame = { _, _ in true }
        copy = { _, _ in }
    }

    /// It is read once, when the process starts. The documented file says so beside it.
    var atRestart: SettingKey {
        var key = self
        key.waitsForRestart = true
        return key
    }
}

// MARK: All of them

extension SettingKey {
    static func read(
        _ keys: [SettingKey<Root>], of section: Section, into root: inout Root
    ) throws(ConfigurationError) {
        for key in keys { try key.read(section, &root) }
    }

    /// Keys and whole sections, as dotted paths.
    static func namesWaitingForRestart(_ keys: [SettingKey<Root>], within section: String = "") -> [String] {
        keys.flatMap { key -> [String] in
            let name = key.path(within: section)
            if key.waitsForRestart { return [name] }
            return switch key.inner {
            case .none: []
            case .keys(let keys): namesWaitingForRestart(keys, within: name)
            case .others(let names, _): names.map { section.isEmpty ? $0 : "\(section).\($0)" }
            }
        }
    }

    /// Gives back to `new` what waits for a restart.
    ///
    /// - Returns: which of it differs, as dotted paths.
    static func adopt(
        _ keys: [SettingKey<Root>], within section: String = "", _ current: Root, _ new: inout Root
    ) -> [String] {
        var waiting: [String] = []
        for key in keys {
            let name = key.path(within: section)
            if key.waitsForRestart {
                guard !key.isSame(current, new) else { continue }
                key.copy(current, &new)
                waiting.append(name)
                continue
            }
            switch key.inner {
            case .none: break
            case .keys(let keys): waiting += adopt(keys, within: name, current, &new)
            case .others(_, let adopt):
                waiting += adopt(current, &new).map { section.isEmpty ? $0 : "\(section).\($0)" }
            }
        }
        return waiting
    }

    private func path(within section: String) -> String { section.isEmpty ? name : "\(section).\(name)" }
}
