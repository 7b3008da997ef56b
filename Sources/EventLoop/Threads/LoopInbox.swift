import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What other threads give a loop to do, and how they wake it: one system call for as much as comes before it looks.
// Unchecked: the kernel is used for `wakeUp` only, which any thread may call.
final class LoopInbox: @unchecked Sendable {
    enum Submission {
        case job(UnownedJob)
        case work(@Sendable (SocketLoop) -> Void)
    }

    /// Becomes ready with the first submission since the last `take`. Edge-triggered, so that nobody needs to read it.
    let descriptor: Int32
    private let kernel: any Kernel
    private let submissions = Mutex<[Submission]>([])
    private let isEmpty = Atomic(true)
    /// The thread that runs the loop (pthread_self(3)); 0 before there is one.
    private let thread = Atomic<UInt>(0)

    init(kernel: any Kernel) throws(LoopError) {
        let opened = kernel.openWakeUp()
        guard !opened.isFailure else { throw LoopError(call: "eventfd", errno: opened.errno) }
        self.kernel = kernel
        descriptor = opened.descriptor
    }

    deinit { kernel.close(descriptor) }

    func adoptThread() {
        let current = UInt(pthread_self())
        if thread.load(ordering: .relaxed) != current { thread.store(current, ordering: .relaxed) }
    }

    var isOnLoop: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    func put(_ submission: Submission) {
        let isFirst = submissions.withLock { submissions in
            submissions.append(submission)
            return isEmpty.exchange(false, ordering: .acquiringAndReleasing)
        }
        if isFirst { kernel.wakeUp(descriptor) }
    }

    /// Costs a load while there is nothing.
    func take() -> [Submission] {
        guard !isEmpty.load(ordering: .acquiring) else { return [] }
        return submissions.withLock { submissions in
            isEmpty.store(true, ordering: .releasing)
            defer { submissions = [] }
            return submissions
        }
    }
}
