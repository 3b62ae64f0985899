//! An e-mail address in a list: enough to recognise, too little to copy.

/// `anna.kowalska@poczta.example` as `a•••@poczta.example`.
pub(crate) fn address(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}•••@{domain}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn keeps_the_first_letter_and_the_domain() {
        assert_eq!(super::address("żaneta@poczta.example"), "ż•••@poczta.example");
        assert_eq!(super::address("bez-małpy"), "b•••@");
    }
}
