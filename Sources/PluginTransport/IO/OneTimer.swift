/// Something that happens later unless it is called off, on the I/O thread: it must not take long.
package final class OneTimer: Sendable {
    private let thread: IOThread
    private let timer: Timers.ID

    /// Lets `action` happen when `delay` has passed; never, when the timer is let go of before.
    ///
    /// - Throws: `TransportError` when there is no I/O thread.
    package init(after delay: Duration, _ action: @escaping @Sendable () -> Void) throws(TransportError) {
        thread = try IOThread.shared()
        timer = thread.schedule(after: delay, action)
    }

    deinit {
        thread.cancel(timer)
    }
}
