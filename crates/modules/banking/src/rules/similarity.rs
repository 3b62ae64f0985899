//! How alike two names are: the same words in any order, small slips of the pen allowed.

use super::title::fold;

/// From this on two names count as the same.
pub const ALIKE: f64 = 0.9;

/// Signs that stand in names of firms and addresses but tell nobody apart.
const NOISE: [&str; 9] = ["UL", "SP", "Z", "O", "OO", "SA", "PAN", "PANI", "PL"];

/// The telling words of a name.
pub fn words(name: &str) -> Vec<String> {
    fold(name)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 1 && !NOISE.contains(word) && !word.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

/// 0 to 1: how well the words of the shorter name are found among the words of the longer one, so that a name with an
/// address behind it equals the name alone. A single word is not enough to be alike.
pub fn name_similarity(one: &str, other: &str) -> f64 {
    words_similarity(&words(one), &words(other))
}

pub fn words_similarity(one: &[String], other: &[String]) -> f64 {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < 2 {
        return if !short.is_empty() && short == long { 1.0 } else { 0.0 };
    }
    let best = |word: &String| long.iter().map(|candidate| jaro_winkler(word, candidate)).fold(0.0, f64::max);
    let sum: f64 = short.iter().map(best).sum();
    let count = u32::try_from(short.len()).map_or(f64::INFINITY, f64::from);
    sum / count
}

/// Winkler, String Comparator Metrics (1990), prefix weight 0.1, at most four letters.
fn jaro_winkler(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let jaro = jaro(one.as_bytes(), other.as_bytes());
    let prefix = one.bytes().zip(other.bytes()).take(4).take_while(|(a, b)| a == b).count();
    let prefix = u32::try_from(prefix).map_or(0.0, f64::from);
    jaro + prefix * 0.1 * (1.0 - jaro)
}

fn jaro(one: &[u8], other: &[u8]) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    let reach = (one.len().max(other.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; other.len()];
    let mut matched = Vec::with_capacity(one.len());
    for (at, letter) in one.iter().enumerate() {
        let window = at.saturating_sub(reach)..(at + reach + 1).min(other.len());
        if let Some(place) = window.into_iter().find(|&place| !taken[place] && other[place] == *letter) {
            taken[place] = true;
            matched.push(*letter);
        }
    }
    if matched.is_empty() {
        return 0.0;
    }
    let in_order = taken.iter().zip(other).filter(|(taken, _)| **taken).map(|(_, letter)| *letter);
    let swapped = matched.iter().zip(in_order).filter(|(a, b)| **a != *b).count();
    let figure = |count: usize| u32::try_from(count).map_or(f64::INFINITY, f64::from);
    let m = figure(matched.len());
    (m / figure(one.len()) + m / figure(other.len()) + (m - figure(swapped) / 2.0) / m) / 3.0
}
