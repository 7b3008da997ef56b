/// Writing: at once as far as the socket takes it, the rest when it is writable again.
extension SocketLoop {
    /// Renders a message in memory of the loop's and sends it behind what was written before.
    ///
    /// - Returns: `false` when the stream takes no output any more, or the message is larger than `scratchBytes`; nothing
    ///   of it is sent then.
    @discardableResult
    package func write(to stream: SlabHandle, _ render: (inout ByteWriter) -> Void) -> Bool {
        preconditionOnLoop()
        guard let slot = streams.pointer(to: stream), slot.pointee.state.takesOutput else { return false }
        var writer = ByteWriter(base: outputScratch, capacity: Self.scratchBytes)
        render(&writer)
        guard !writer.hasOverflown else { return false }
        send(UnsafeRawBufferPointer(start: outputScratch, count: writer.count), to: stream)
        return true
    }

    /// Sends the bytes behind what was written before. What the socket does not take at once is copied.
    ///
    /// - Returns: `false` when the stream takes no output any more.
    @discardableResult
    package func write(_ bytes: Span<UInt8>, to stream: SlabHandle) -> Bool {
        preconditionOnLoop()
        guard let slot = streams.pointer(to: stream), slot.pointee.state.takesOutput else { return false }
        bytes.withUnsafeBytes { send($0, to: stream) }
        return true
    }

    /// Written and not taken by the socket yet.
    package func unsentBytes(of stream: SlabHandle) -> Int { streams.pointer(to: stream)?.pointee.unsent.count ?? 0 }

    private func send(_ bytes: UnsafeRawBufferPointer, to stream: SlabHandle) {
        guard let slot = streams.pointer(to: stream) else { return }
        let descriptor = slot.pointee.descriptor
        var rest = bytes
        while !rest.isEmpty, slot.pointee.unsent.isEmpty, slot.pointee.state.mayWrite {
            let result = uninterrupted { kernel.write(descriptor, rest) }
            switch slot.pointee.state.write(result) {
            case .taken(let count): rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            case .wait: break
            case .failed(let errno): return failLater(stream, slot, errno)
            }
        }
        if !rest.isEmpty { slot.pointee.unsent.append(rest, from: &pool) }
    }

    /// What waited, as far as the socket takes it now.
    func flush(_ stream: SlabHandle) {
        guard let slot = streams.pointer(to: stream), !slot.pointee.unsent.isEmpty else { return }
        let descriptor = slot.pointee.descriptor
        while !slot.pointee.unsent.isEmpty, slot.pointee.state.mayWrite {
            let result = slot.pointee.unsent.withVectors { vectors in
                uninterrupted { kernel.write(descriptor, vectors: vectors) }
            }
            switch slot.pointee.state.write(result) {
            case .taken(let count): slot.pointee.unsent.taken(count, pool: &pool)
            case .wait: break
            case .failed(let errno): return failLater(stream, slot, errno)
            }
        }
        guard slot.pointee.unsent.isEmpty else { return }
        finishOutput(of: stream, slot)
        guard let handler = streams.pointer(to: stream)?.pointee.handler else { return }
        activity.enter(type(of: handler))
        handler.drained(stream, on: self)
    }

    /// Sends FIN behind everything that was written; input goes on.
    package func endOutput(of stream: SlabHandle) { endOutput(of: stream, closes: false) }

    /// Closes the stream once everything written was taken by the socket.
    package func closeWhenSent(_ stream: SlabHandle) { endOutput(of: stream, closes: true) }

    private func endOutput(of stream: SlabHandle, closes: Bool) {
        preconditionOnLoop()
        guard let slot = streams.pointer(to: stream) else { return }
        slot.pointee.state.endOutput(closes: closes)
        if closes, slot.pointee.state.output == .ended { return close(stream) }
        if slot.pointee.unsent.isEmpty { finishOutput(of: stream, slot) }
    }

    func finishOutput(of stream: SlabHandle, _ slot: UnsafeMutablePointer<SocketStream>) {
        let isOver = slot.pointee.state.hasInputEnded
        switch slot.pointee.state.drained() {
        case .goOn: break
        case .endOutput: kernel.endOutput(of: slot.pointee.descriptor)
        case .close: end(stream, because: isOver ? .finished : .closedHere)
        }
    }

    /// The handler that is writing hears of it after it has returned.
    private func failLater(_ stream: SlabHandle, _ slot: UnsafeMutablePointer<SocketStream>, _ errno: Int32) {
        slot.pointee.state.fail(errno: errno)
        unfinished.append(stream)
    }
}
