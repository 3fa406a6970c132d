/// What comes in first goes out first.
struct FIFO<Element> {
    private var places: [Element?] = []
    private var first = 0

    var isEmpty: Bool { first == places.count }
    var count: Int { places.count - first }
    /// How many places there are, with those of elements that are gone or yet to come.
    var capacity: Int { places.capacity }

    mutating func append(_ element: Element) {
        places.append(element)
    }

    mutating func popFirst() -> Element? {
        guard first < places.count else { return nil }
        // The element goes now, as it may be large; its place together with others.
        let element = places[first].take()
        first += 1
        if first == places.count {
            places.removeAll(keepingCapacity: true)
            first = 0
        } else if first >= 64, first >= places.count / 2 {
            // A new array, because the old one may have room for many more than there are now.
            places = Array(places[first...])
            first = 0
        }
        return element
    }
}

extension FIFO: Sendable where Element: Sendable {}
