/// Where a frame lies in what a connection has to send, so that it can still be changed.
struct OutputPlace {
    /// Which output; once that has been taken, the frame has left.
    var output: UInt64
    /// Where in it the frame's header begins.
    var offset: Int
}
