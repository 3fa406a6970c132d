extension [Double] {
    /// The middle value, or the mean of the two in the middle; zero of none.
    var median: Double {
        guard !isEmpty else { return 0 }
        let ordered = sorted()
        let middle = count / 2
        return count.isMultiple(of: 2) ? (ordered[middle - 1] + ordered[middle]) / 2 : ordered[middle]
    }

    /// The value that the given share of all values, in percent, is not above; zero of none.
    func percentile(_ percent: Int) -> Double {
        guard !isEmpty else { return 0 }
        return sorted()[Swift.min(count * percent / 100, count - 1)]
    }
}

extension Double {
    /// The number with so many digits that count, so that files do not change in digits which mean nothing.
    func rounded(digits: Int) -> Double {
        guard isFinite, self != 0 else { return self }
        var factor = 1.0
        var size = magnitude
        while size >= 10 {
            size /= 10
            factor /= 10
        }
        while size < 1 {
            size *= 10
            factor *= 10
        }
        for _ in 1..<digits { factor *= 10 }
        // Dividing by a whole number rather than multiplying by a fraction gives the shortest decimal.
        return factor >= 1 ? (self * factor).rounded() / factor : (self * factor).rounded() * (1 / factor).rounded()
    }
}
