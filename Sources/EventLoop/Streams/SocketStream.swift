/// A connection as its loop holds it.
struct SocketStream: ~Copyable {
    let descriptor: Int32
    let handler: any StreamHandler
    var state: StreamState
    var unread = UnreadInput()
    var unsent = UnsentOutput()
    let timer: TimerWheel.ID

    init(descriptor: Int32, handler: any StreamHandler, isConnected: Bool, timer: TimerWheel.ID) {
        self.descriptor = descriptor
        self.handler = handler
        self.state = StreamState(isConnected: isConnected)
        self.timer = timer
    }
}
