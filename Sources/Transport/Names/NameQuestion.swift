import CCares
import Policy

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One look-up of one name at one server: the hosts file, then A and AAAA at once, over UDP and, where the answer was
/// cut, over TCP, along the search list. A c-ares channel of its own, so that it can be ended alone and has a source
/// port of its own. c-ares drops whatever does not fit the question: another id, another name, another sender.
///
/// Confined to the resolver's thread. It keeps no time: it ends with its reply, or when it is told to.
final class NameQuestion {
    struct Failure: Error {
        let reason: String
    }

    let id: NameLookups.QuestionID
    /// Once it has ended, by itself or by `end`.
    private(set) var reply: NameReply?
    private let sockets: NameSockets
    private var channel: ares_channel?

    /// c-ares counts the time of a try itself; the deadline is `NameLookups`'.
    private static let neverMilliseconds: Int32 = 24 * 3_600_000

    init(
        id: NameLookups.QuestionID, server: NameServer, system: SystemNameSettings, sockets: NameSockets
    ) throws(Failure) {
        self.id = id
        self.sockets = sockets
        var options = system.options
        options.tries = 1
        options.timeout = Self.neverMilliseconds
        options.sock_state_cb = { question, descriptor, isReadable, isWritable in
            guard let question else { return }
            Unmanaged<NameQuestion>.fromOpaque(question).takeUnretainedValue()
                .watch(descriptor, isReadable: isReadable != 0, isWritable: isWritable != 0)
        }
        options.sock_state_cb_data = Unmanaged.passUnretained(self).toOpaque()
        let mask =
            system.optionMask | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB
        try Self.check(ares_init_options(&channel, &options, mask))
        try Self.check(ares_set_servers_ports_csv(channel, server.description))
    }

    deinit { close() }

    /// The answer may be there when this returns: the hosts file knows it.
    func ask(for name: String) {
        var hints = ares_addrinfo_hints()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        ares_getaddrinfo(
            channel, name, nil, &hints,
            { question, status, _, result in
                guard let question else { return }
                let answered = Unmanaged<NameQuestion>.fromOpaque(question).takeUnretainedValue()
                answered.reply = NameQuestion.reply(status, result)
                if let result { ares_freeaddrinfo(result) }
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    func process(_ event: NameSockets.Event) {
        ares_process_fd(
            channel, event.isReadable ? event.descriptor : -1, event.isWritable ? event.descriptor : -1)
    }

    /// What has arrived by now becomes the reply: one family's addresses, if the other's are missing.
    func end() { ares_cancel(channel) }

    func close() {
        guard let channel else { return }
        self.channel = nil
        ares_destroy(channel)
    }

    private func watch(_ descriptor: Int32, isReadable: Bool, isWritable: Bool) {
        sockets.watch(descriptor, isReadable: isReadable, isWritable: isWritable, for: self)
    }

    private static func check(_ status: Int32) throws(Failure) {
        guard status == ARES_SUCCESS else { throw Failure(reason: text(of: status)) }
    }

    private static func reply(_ status: Int32, _ result: UnsafeMutablePointer<ares_addrinfo>?) -> NameReply {
        switch status {
        case ARES_SUCCESS:
            let (addresses, ttlSeconds) = result.map { read($0.pointee) } ?? ([], 0)
            return addresses.isEmpty ? .noAddress : .addresses(addresses, ttlSeconds: ttlSeconds)
        case ARES_ENOTFOUND: return .noSuchName
        case ARES_ENODATA: return .noAddress
        case ARES_ETIMEOUT, ARES_ECANCELLED, ARES_EDESTRUCTION: return .silence
        default: return .failed(text(of: status))
        }
    }

    /// The addresses in c-ares' order (RFC 6724), and the smallest TTL on the way to them. The hosts file's is 0.
    private static func read(_ result: ares_addrinfo) -> ([IPAddress], ttlSeconds: UInt32) {
        var addresses: [IPAddress] = []
        var ttl = Int32.max
        var node = result.nodes
        while let current = node {
            if let address = address(of: current.pointee) { addresses.append(address) }
            ttl = min(ttl, current.pointee.ai_ttl)
            node = current.pointee.ai_next
        }
        var alias = result.cnames
        while let current = alias {
            ttl = min(ttl, current.pointee.ttl)
            alias = current.pointee.next
        }
        return (addresses, UInt32(max(ttl, 0)))
    }

    /// Behind family and port, and in IPv6 the flow label. By name a field is the module's that happened to be built first.
    private static let (addressOffset, addressOffset6) = (4, 8)

    private static func address(of node: ares_addrinfo_node) -> IPAddress? {
        guard let pointer = UnsafeRawPointer(node.ai_addr) else { return nil }
        switch node.ai_family {
        case AF_INET where Int(node.ai_addrlen) >= MemoryLayout<sockaddr_in>.size:
            return IPAddress(bytes: UnsafeRawBufferPointer(start: pointer + addressOffset, count: 4))
        case AF_INET6 where Int(node.ai_addrlen) >= MemoryLayout<sockaddr_in6>.size:
            return IPAddress(bytes: UnsafeRawBufferPointer(start: pointer + addressOffset6, count: 16))
        default: return nil
        }
    }

    private static func text(of status: Int32) -> String { String(cString: ares_strerror(status)) }
}
