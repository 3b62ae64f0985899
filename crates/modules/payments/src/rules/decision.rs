//! What an answer of the provider means for a payment: nothing, a move, money, or a question for a clerk
//! (integrations.md §2.3).

use super::state::{AttemptState, State};

/// What a provider says of an order, in our words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Started,
    Pending,
    Completed,
    Canceled,
}

/// What is known of the payment when an answer about one of its attempts comes.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub state: State,
    /// The attempt the answer is about is the newest one.
    pub newest: bool,
    pub attempt: AttemptState,
    /// Another attempt has funded the payment.
    pub funded_by_other: bool,
}

/// What to do with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Nothing,
    /// The attempt takes this state, and the payment too when the attempt is the newest.
    Move {
        attempt: AttemptState,
        payment: Option<State>,
    },
    /// The attempt pays the payment; late when the payment had ended before.
    Fund {
        late: bool,
    },
    Surplus,
    Review(&'static str),
}

/// What agrees between our order and the provider's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    pub amount: bool,
    pub currency: bool,
    pub shop: bool,
    pub ext_id: bool,
}

impl Agreement {
    /// The first thing that does not agree, in words for the clerk.
    pub fn mismatch(self) -> Option<&'static str> {
        [
            (self.shop, "Operator podał inny punkt płatności niż zamówienie."),
            (self.ext_id, "Operator podał inny numer zamówienia."),
            (self.currency, "Operator podał inną walutę niż PLN."),
            (self.amount, "Operator podał inną kwotę niż zamówienie."),
        ]
        .into_iter()
        .find_map(|(agrees, words)| (!agrees).then_some(words))
    }
}

/// Paid outranks failed, expired and pending; money already taken is never taken again; order of arrival means nothing.
pub fn decide(known: Known, said: Said, agreement: Agreement) -> Step {
    if known.attempt.has_money() || known.attempt == AttemptState::Review {
        return Step::Nothing;
    }
    match said {
        Said::Completed => match agreement.mismatch() {
            Some(reason) => Step::Review(reason),
            None if known.funded_by_other || known.state == State::Paid || known.state.is_posted() => {
                Step::Surplus
            }
            None if known.state == State::Review => {
                Step::Review("Pieniądze przyszły do płatności, która czeka na wyjaśnienie.")
            }
            None => Step::Fund {
                late: matches!(known.state, State::Failed | State::Expired | State::Abandoned)
                    || matches!(known.attempt, AttemptState::Failed | AttemptState::Expired),
            },
        },
        Said::Pending => forward(known, AttemptState::Pending, State::Pending),
        Said::Started => forward(known, AttemptState::Started, State::Started),
        Said::Canceled => {
            if known.attempt == AttemptState::Failed || known.attempt == AttemptState::Expired {
                return Step::Nothing;
            }
            let payment = (known.newest && known.state.is_open()).then_some(State::Failed);
            Step::Move { attempt: AttemptState::Failed, payment }
        }
    }
}

/// Draft → started → pending; never back and never out of an ended attempt.
fn forward(known: Known, attempt: AttemptState, payment: State) -> Step {
    let rank = |state| match state {
        AttemptState::Draft => 0,
        AttemptState::Started => 1,
        AttemptState::Pending => 2,
        _ => 3,
    };
    if rank(attempt) <= rank(known.attempt) {
        return Step::Nothing;
    }
    let moves = known.newest && known.state.is_open() && known.state.go(payment).is_ok();
    Step::Move { attempt, payment: moves.then_some(payment) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AGREES: Agreement = Agreement { amount: true, currency: true, shop: true, ext_id: true };

    fn known(state: State, attempt: AttemptState) -> Known {
        Known { state, newest: true, attempt, funded_by_other: false }
    }

    #[test]
    fn the_traces_of_the_table_end_as_they_must() {
        let posted = known(State::Posted, AttemptState::Funds);
        // M4, M5: repeats and reordering.
        assert_eq!(decide(posted, Said::Completed, AGREES), Step::Nothing);
        assert_eq!(decide(posted, Said::Pending, AGREES), Step::Nothing);
        // M6: money after the end.
        let expired = known(State::Expired, AttemptState::Expired);
        assert_eq!(decide(expired, Said::Completed, AGREES), Step::Fund { late: true });
        // M7: the second success.
        let second = Known { funded_by_other: true, ..known(State::Posted, AttemptState::Pending) };
        assert_eq!(decide(second, Said::Completed, AGREES), Step::Surplus);
        // M8: another amount.
        let other = Agreement { amount: false, ..AGREES };
        let step = decide(known(State::Started, AttemptState::Started), Said::Completed, other);
        assert_eq!(step, Step::Review("Operator podał inną kwotę niż zamówienie."));
    }

    proptest! {
        /// Whatever comes in whatever order: money is taken exactly once per attempt that completed, and the first one funds.
        #[test]
        fn events_in_any_order_take_money_once(events in proptest::collection::vec((0usize..2, 0u8..4), 0..40)) {
            let mut state = State::Started;
            let mut attempts = [AttemptState::Started, AttemptState::Started];
            let (mut funds, mut surplus) = (0, 0);
            for (which, word) in &events {
                let said = [Said::Started, Said::Pending, Said::Completed, Said::Canceled][usize::from(*word)];
                let known = Known {
                    state,
                    newest: *which == 1,
                    attempt: attempts[*which],
                    funded_by_other: attempts[1 - which] == AttemptState::Funds,
                };
                match decide(known, said, AGREES) {
                    Step::Nothing => {}
                    Step::Move { attempt, payment } => {
                        attempts[*which] = attempt;
                        if let Some(next) = payment {
                            state = state.go(next).unwrap();
                        }
                    }
                    Step::Fund { .. } => {
                        attempts[*which] = AttemptState::Funds;
                        state = state.go(State::Paid).unwrap().go(State::Posted).unwrap();
                        funds += 1;
                    }
                    Step::Surplus => {
                        attempts[*which] = AttemptState::Surplus;
                        surplus += 1;
                    }
                    Step::Review(_) => prop_assert!(false, "nothing disagrees"),
                }
            }
            let completed = (0..2).filter(|which| events.iter().any(|(w, word)| w == which && *word == 2)).count();
            prop_assert_eq!(funds, usize::from(completed > 0));
            prop_assert_eq!(funds + surplus, completed);
            prop_assert_eq!(state == State::Posted, completed > 0);
        }
    }
}
