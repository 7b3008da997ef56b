/// Reading: from the kernel's report to the handler, without a copy unless something must wait.
extension SocketLoop {
    /// Reads of one stream before the others have their turn.
    static let readsPerTurnMax = 16
    /// Unconsumed bytes of a stream, at which it is not read any further: the peer feels it then.
    package static let unreadBytesMax = 64 * 1024
    /// The least room worth a system call.
    private static let readBytesMin = 2 * 1024

    func readInput(of stream: SlabHandle) {
        for _ in 0..<Self.readsPerTurnMax {
            guard let slot = streams.pointer(to: stream), slot.pointee.state.mayRead else { return }
            guard slot.pointee.unread.count < Self.unreadBytesMax else { return }
            guard readOnce(stream, slot) else { return }
        }
        unfinished.append(stream)
    }

    /// The handler takes input again, beginning with what waits: after a pause, or when it left more than it could use.
    package func resumeInput(of stream: SlabHandle) {
        preconditionOnLoop()
        guard let slot = streams.pointer(to: stream) else { return }
        slot.pointee.state.isPaused = false
        slot.pointee.state.showsUnread = true
        unfinished.append(stream)
    }

    /// No input is read or shown until `resumeInput`.
    package func pauseInput(of stream: SlabHandle) {
        preconditionOnLoop()
        streams.pointer(to: stream)?.pointee.state.isPaused = true
    }

    /// Received and not consumed.
    package func unreadBytes(of stream: SlabHandle) -> Int { streams.pointer(to: stream)?.pointee.unread.count ?? 0 }

    /// Shows the handler what waits, after a pause.
    func showUnread(of stream: SlabHandle) {
        guard let slot = streams.pointer(to: stream), !slot.pointee.state.isPaused else { return }
        slot.pointee.state.showsUnread = false
        guard let bytes = slot.pointee.unread.bytes else { return }
        let consumed = show(bytes, of: stream, slot)
        streams.pointer(to: stream)?.pointee.unread.consume(consumed, pool: &pool)
    }

    /// Shows `body` what waits, outside of the handler's own turn: for code that asks when it wants to, and for a handler
    /// that hears `closed` with something unconsumed. It must leave the stream alone meanwhile.
    ///
    /// - Parameter body: returns how many of the bytes, from the first on, it has consumed.
    package func consumeInput(of stream: SlabHandle, _ body: (Span<UInt8>) -> Int) {
        preconditionOnLoop()
        guard let slot = streams.pointer(to: stream) else { return showLast(of: stream, body) }
        guard let bytes = slot.pointee.unread.bytes else { return }
        let consumed = bytes.withMemoryRebound(to: UInt8.self) { body($0.span) }
        precondition(consumed >= 0 && consumed <= bytes.count, "a reader consumed what it was not shown")
        let wasFull = slot.pointee.unread.count >= Self.unreadBytesMax
        slot.pointee.unread.consume(consumed, pool: &pool)
        if wasFull { unfinished.append(stream) }
    }

    private func showLast(of stream: SlabHandle, _ body: (Span<UInt8>) -> Int) {
        guard let ending, ending.stream == stream, let bytes = ending.unread.bytes else { return }
        _ = bytes.withMemoryRebound(to: UInt8.self) { body($0.span) }
    }

    /// `false`: there is nothing more to read now.
    private func readOnce(_ stream: SlabHandle, _ slot: UnsafeMutablePointer<SocketStream>) -> Bool {
        let isDirect = slot.pointee.unread.count == 0
        let room = isDirect ? inputScratch : slot.pointee.unread.room(atLeast: Self.readBytesMin, from: &pool)
        let descriptor = slot.pointee.descriptor
        let result = uninterrupted { kernel.read(descriptor, into: room) }
        switch slot.pointee.state.read(result, room: room.count) {
        case .received(let count):
            if isDirect {
                showDirectly(count, of: stream, slot)
            } else {
                slot.pointee.unread.received(count)
                showUnread(of: stream)
            }
            return true
        case .wait: return false
        case .inputEnded:
            endInput(of: stream, slot)
            return false
        case .failed(let errno):
            end(stream, because: .failed(errno: errno))
            return false
        }
    }

    /// Only what the handler leaves is copied, into memory that the stream borrows.
    private func showDirectly(_ count: Int, of stream: SlabHandle, _ slot: UnsafeMutablePointer<SocketStream>) {
        let bytes = UnsafeRawBufferPointer(start: inputScratch.baseAddress, count: count)
        let consumed = show(bytes, of: stream, slot)
        guard consumed < count, let slot = streams.pointer(to: stream) else { return }
        slot.pointee.unread.append(UnsafeRawBufferPointer(rebasing: bytes[consumed...]), from: &pool)
    }

    private func show(
        _ bytes: UnsafeRawBufferPointer, of stream: SlabHandle, _ slot: UnsafeMutablePointer<SocketStream>
    ) -> Int {
        let handler = slot.pointee.handler
        activity.enter(type(of: handler))
        let consumed = bytes.withMemoryRebound(to: UInt8.self) {
            handler.received($0.span, from: stream, on: self)
        }
        precondition(consumed >= 0 && consumed <= bytes.count, "a handler consumed what it was not shown")
        return consumed
    }

    private func endInput(of stream: SlabHandle, _ slot: UnsafeMutablePointer<SocketStream>) {
        if slot.pointee.state.isOver { return end(stream, because: .finished) }
        let handler = slot.pointee.handler
        activity.enter(type(of: handler))
        handler.inputEnded(of: stream, on: self)
    }
}
