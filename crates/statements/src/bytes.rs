//! Looks for bytes eight at a time: lines of statements are too short for searches that first align themselves.

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// How many bytes at the beginning are ASCII.
pub(crate) fn ascii_length(bytes: &[u8]) -> usize {
    first(bytes, |word| word & HIGH_BITS, |byte| !byte.is_ascii()).unwrap_or(bytes.len())
}

/// Where the byte stands first.
pub(crate) fn position(bytes: &[u8], wanted: u8) -> Option<usize> {
    let pattern = u64::from(wanted) * LOW_BITS;
    let marked = |word: u64| {
        // The lowest marked byte is zero after `xor`; bytes above it may be marked wrongly.
        let differing = word ^ pattern;
        differing.wrapping_sub(LOW_BITS) & !differing & HIGH_BITS
    };
    first(bytes, marked, |byte| byte == wanted)
}

/// The first byte whose high bit `marked` sets in its word; `is` says the same of a byte alone.
fn first(bytes: &[u8], marked: impl Fn(u64) -> u64, is: impl Fn(u8) -> bool) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let marks = marked(u64::from_le_bytes(*word));
        if marks != 0 {
            return Some(number * 8 + marks.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|byte| is(*byte)).map(|at| bytes.len() - rest.len() + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_plain_search() {
        let bytes: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
        for start in 0..bytes.len() {
            for length in 0..20.min(bytes.len() - start) {
                let part = &bytes[start..start + length];
                let plain = part.iter().take_while(|byte| byte.is_ascii()).count();
                assert_eq!(ascii_length(part), plain);
                for wanted in [0, 1, b'\n', b'~', 0x7F, 0x80, 0xFF] {
                    assert_eq!(position(part, wanted), part.iter().position(|byte| *byte == wanted));
                }
            }
        }
    }
}
