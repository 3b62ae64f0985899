//! The worker: carries out outbox rows and schedules of all municipalities, woken by commits and by a slow sweep.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::{Error, Municipalities, Municipality, Result, Schedule, Sql, outbox, values};

/// Commits leave the code of their municipality here, so that work starts at once.
#[derive(Debug, Default)]
pub struct Signal {
    woken: Mutex<BTreeSet<String>>,
    bell: Notify,
}

impl Signal {
    pub fn wake(&self, code: &str) {
        self.woken.lock().unwrap_or_else(PoisonError::into_inner).insert(code.to_owned());
        self.bell.notify_one();
    }

    fn take(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.woken.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How often the worker looks at municipalities that are open, and at all of them.
const SWEEP_OPEN: Duration = Duration::from_secs(5);
const SWEEPS_PER_FULL: u32 = 12;

/// Works until the process is stopping; a row in hand is finished, the others are given back.
pub async fn run(municipalities: Arc<Municipalities>) {
    let signal = &municipalities.environment().signal;
    let mut sweeps = 0u32;
    let mut tick = tokio::time::interval(SWEEP_OPEN);
    while !municipalities.stopping() {
        tokio::select! {
            () = signal.bell.notified() => {
                for code in signal.take() {
                    attend(&municipalities, &code).await;
                }
            }
            _ = tick.tick() => {
                municipalities.close_idle();
                let codes = if sweeps.is_multiple_of(SWEEPS_PER_FULL) {
                    municipalities.codes().await.unwrap_or_default()
                } else {
                    municipalities.open_codes()
                };
                sweeps = sweeps.wrapping_add(1);
                for code in codes {
                    if municipalities.stopping() {
                        break;
                    }
                    attend(&municipalities, &code).await;
                }
            }
        }
    }
}

async fn attend(municipalities: &Municipalities, code: &str) {
    let outcome = match municipalities.by_code(code).await {
        Ok(Some(municipality)) => work(&municipality).await.map(|_| ()),
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = outcome {
        tracing::error!(tenant = code, %error, "worker");
    }
}

/// Everything that is due in one municipality now: schedules, then the outbox. Gives the number of outbox rows done.
pub async fn work(municipality: &Arc<Municipality>) -> Result<u64> {
    run_schedules(municipality).await?;
    outbox::drain(municipality).await
}

/// A schedule that panics is noted like one that fails; the others go on.
async fn run_one(municipality: &Arc<Municipality>, schedule: Schedule) -> Result<()> {
    let municipality = Arc::clone(municipality);
    tokio::spawn(async move { (schedule.run)(&municipality, ()).await })
        .await
        .unwrap_or_else(|stopped| Err(Error::Internal(format!("the schedule stopped: {stopped}"))))
}

async fn run_schedules(municipality: &Arc<Municipality>) -> Result<()> {
    let now = municipality.clock.now();
    for schedule in municipality.environment.modules.iter().flat_map(|module| module.schedules) {
        let next: Option<DateTime<Utc>> = municipality
            .db
            .read
            .scalar("SELECT next_at FROM schedule_run WHERE name = $1", values![schedule.name])
            .await?;
        if next.is_some_and(|next| next > now) {
            continue;
        }
        // The claim: only the node that moves the time forward runs it.
        let claimed =
            match next {
                None => {
                    municipality
                        .db
                        .write
                        .run(
                            "INSERT INTO schedule_run (name, next_at, last_at) VALUES ($1, $2, $3) \
                         ON CONFLICT (name) DO NOTHING",
                            values![schedule.name, now + schedule.every, now],
                        )
                        .await?
                }
                Some(next) => municipality
                    .db
                    .write
                    .run(
                        "UPDATE schedule_run SET next_at = $2, last_at = $3 WHERE name = $1 AND next_at = $4",
                        values![schedule.name, now + schedule.every, now, next],
                    )
                    .await?,
            };
        if claimed == 1
            && let Err(error) = run_one(municipality, *schedule).await
        {
            tracing::error!(schedule = schedule.name, %error, "schedule failed");
            municipality
                .db
                .write
                .run(
                    "UPDATE schedule_run SET last_error = $2 WHERE name = $1",
                    values![schedule.name, error.to_string()],
                )
                .await?;
        }
    }
    Ok(())
}
