/// Characters that look like the ASCII letters that ids and key words are made of.
///
/// Only what a reader can mistake for `[a-z0-9_-]` matters here, because every id and every key word is ASCII. The
/// table holds the look-alikes of the Cyrillic, Greek and Armenian scripts and common dashes; full-width forms are
/// computed. Any other character outside ASCII is still reported, only without naming its double.
enum Confusables {
    /// The first character of `text` that is not ASCII, with the ASCII character it resembles, if any.
    static func first(in text: String) -> (scalar: Unicode.Scalar, looksLike: Character?)? {
        for scalar in text.unicodeScalars where !scalar.isASCII {
            return (scalar, double(of: scalar))
        }
        return nil
    }

    /// `text` with every look-alike replaced by the ASCII character it resembles.
    static func skeleton(of text: String) -> String {
        var skeleton = ""
        for scalar in text.unicodeScalars {
            if let double = double(of: scalar) {
                skeleton.append(double)
            } else {
                skeleton.unicodeScalars.append(scalar)
            }
        }
        return skeleton
    }

    /// `а (U+0430, CYRILLIC SMALL LETTER A)`, escaped where the character does not show.
    static func name(of scalar: Unicode.Scalar) -> String {
        var name = Printable.codePoint(scalar)
        if let unicodeName = scalar.properties.name { name += ", \(unicodeName)" }
        return Printable.isPrintable(scalar) ? "`\(scalar)` (\(name))" : name
    }

    static func double(of scalar: Unicode.Scalar) -> Character? {
        if scalar.isASCII { return nil }
        if (0xFF01...0xFF5E).contains(scalar.value), let ascii = Unicode.Scalar(scalar.value - 0xFEE0) {
            return Character(ascii)
        }
        return table[scalar]
    }

    private static let table: [Unicode.Scalar: Character] = {
        var table: [Unicode.Scalar: Character] = [:]
        for (ascii, doubles) in [
            ("a", "аɑα"), ("b", "ЬƄ"), ("c", "сϲⅽ"), ("d", "ԁⅾ"), ("e", "еҽ"), ("g", "ɡց"), ("h", "һհ"),
            ("i", "іıɩιⅰ"), ("j", "јϳ"), ("k", "кκ"), ("l", "ӏⅼΙІ"), ("m", "мⅿ"), ("n", "ոп"), ("o", "оοօσ"),
            ("p", "рρ"), ("q", "ԛզ"), ("r", "гᴦ"), ("s", "ѕꜱ"), ("t", "тτ"), ("u", "υսᴜ"), ("v", "νѵⅴ"),
            ("w", "ԝѡա"), ("x", "хχⅹ"), ("y", "уүγ"), ("z", "ᴢ"), ("3", "зЗӠ"), ("6", "б"), ("0", "О"),
            ("-", "‐‑‒–—―−﹣"), ("_", "ˍ"), ("A", "АΑ"), ("B", "ВΒ"), ("C", "С"), ("E", "ЕΕ"), ("H", "НΗ"),
            ("I", "Ӏ"), ("K", "КΚ"), ("M", "МΜ"), ("N", "Ν"), ("O", "Ο"), ("P", "РΡ"), ("T", "ТΤ"), ("X", "ХΧ"),
        ] {
            for scalar in doubles.unicodeScalars { table[scalar] = Character(ascii) }
        }
        return table
    }()
}
