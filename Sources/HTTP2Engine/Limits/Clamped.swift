/// A number that cannot leave its range: another value becomes the nearest one within.
@propertyWrapper
package struct Clamped: Sendable, Hashable {
    private let range: ClosedRange<Int>
    private var value: Int

    init(wrappedValue: Int, _ range: ClosedRange<Int>) {
        self.range = range
        value = Self.nearest(to: wrappedValue, in: range)
    }

    package var wrappedValue: Int {
        get { value }
        set { value = Self.nearest(to: newValue, in: range) }
    }

    private static func nearest(to value: Int, in range: ClosedRange<Int>) -> Int {
        min(max(value, range.lowerBound), range.upperBound)
    }
}
