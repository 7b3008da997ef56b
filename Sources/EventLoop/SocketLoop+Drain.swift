/// Draining: nobody new, what has begun is finished, what is left in the end is closed.
extension SocketLoop {
    /// Accepts whoever has connected already and nobody after them, tells every handler, and stops the loop when no stream
    /// is left, or at `deadline` (monotonic nanoseconds).
    package func drain(until deadline: UInt64) {
        preconditionOnLoop()
        guard !isDraining else { return }
        stopListeningEverywhere()
        isDraining = true
        for stream in streams.handles {
            guard let handler = streams.pointer(to: stream)?.pointee.handler else { continue }
            activity.enter(type(of: handler))
            handler.drainBegan(on: stream, of: self)
        }
        schedule(at: deadline) { [unowned self] in
            for stream in streams.handles { close(stream) }
        }
    }

    func stopListeningEverywhere() {
        for index in listeners.indices { stopListening(ListenerID(index: index)) }
    }

    /// Looked at once a turn.
    func endDrainWhenDone() {
        if isDraining, streams.count == 0 { stop() }
    }
}
