//! PayU's error words in Polish, with the next step.

/// Why a payment did not succeed, for the payer.
pub(crate) fn of_result(code: &str) -> &'static str {
    match code {
        "AUT_ERROR_NO_AUTHORIZATION" => "Bank nie potwierdził płatności.",
        "AUT_ERROR_ANTIFRAUD_DECLINED" | "REG_ERROR_ANTIFRAUD_DECLINED" => {
            "Operator odrzucił płatność ze względów bezpieczeństwa."
        }
        "REG_ERROR_AUTHENTICATION_REJECTED" => "Potwierdzenie w aplikacji banku zostało odrzucone.",
        _ => "Płatność została anulowana albo skończył się jej czas.",
    }
}

/// Why a refund was refused, for the clerk.
pub(crate) fn of_refund(literal: &str) -> String {
    let words = match literal {
        "NO_BALANCE" => "Saldo u operatora jest za niskie. Zleć zwrot ponownie po następnych płatnościach.",
        "TRANS_NOT_ENDED" => "Operator jeszcze nie zakończył tej płatności. Zleć zwrot za godzinę.",
        "AMOUNT_TO_BIG" => "Kwota jest większa od tego, co zostało do zwrotu u operatora.",
        "AMOUNT_TO_SMALL" | "REMAINING_TRANS_AMOUNT_TOO_SMALL" => {
            "Kwota zwrotu albo to, co by zostało, jest za mała dla operatora. Zwróć całość przelewem."
        }
        "REFUND_DISABLED" => "Operator wyłączył zwroty w tym punkcie. Zwróć pieniądze przelewem.",
        "REFUND_TO_OFTEN" => "Zwroty tej płatności były zlecane zbyt szybko. Zleć zwrot za minutę.",
        "TRANS_TOO_OLD" => "Płatność jest za stara na zwrot u operatora. Zwróć pieniądze przelewem.",
        "PAID" => "Operator już zwrócił te pieniądze.",
        "TRANS_BILLING_ENTRIES_NOT_COMPLETED" => "Operator jeszcze rozlicza tę płatność. Zleć zwrot jutro.",
        "REFUND_IDEMPOTENCY_MISMATCH" => {
            "Operator zna zwrot o tym numerze na inną kwotę. Skontaktuj się z nim."
        }
        _ => "Operator odmówił bez podania znanej przyczyny. Skontaktuj się z nim.",
    };
    if literal.is_empty() { words.to_owned() } else { format!("{words} ({literal:.60})") }
}
