import Hummingbird
import NIOCore

struct AdminRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection, for its peer's credentials.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
