#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// RLIMIT_NOFILE: how many files and sockets the process may have open.
enum FileDescriptorLimit {
    /// For the store, the log, the upstream's and the webhooks' connections.
    static let reserveMax = 2048

    /// Raises the soft limit to the hard one: the soft one is low for the sake of programs that use `select`.
    static func raise() {
        guard var limit = limit, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }

    static var current: Int { limit.map { Int(clamping: $0.rlim_cur) } ?? .max }

    /// What clients may take; the rest stays for the gateway's own work.
    static var connectionsMax: Int { current - min(reserveMax, current / 2) }

    private static var limit: rlimit? {
        var limit = rlimit()
        return getrlimit(resource, &limit) == 0 ? limit : nil
    }

    #if canImport(Glibc)
        private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let resource = RLIMIT_NOFILE
    #endif
}
