//! `ratusz serve` and `ratusz worker`: pages, health, metrics, and an orderly end.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use ratusz_kernel::{Municipalities, worker};
use ratusz_web::telemetry;
use tokio::net::TcpListener;

use ratusz::site;

use super::{Ended, Office};
use crate::output;

#[derive(clap::Args)]
pub struct Serve {
    /// Address for browsers, instead of `listen` in the configuration.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Serve pages only; workers run elsewhere.
    #[arg(long)]
    no_worker: bool,
}

impl Serve {
    pub(super) async fn run(self, office: Office) -> Ended {
        let Office { config, modules, municipalities } = office;
        telemetry::start();
        let listen = self.listen.unwrap_or(config.listen);
        let app = site::app(&config, &municipalities, modules);
        let pages = bind(listen, "listen").await?;
        let internal = bind(config.internal, "internal").await?;
        let health = tokio::spawn({
            let router = health_router(Arc::clone(&municipalities));
            async move { axum::serve(internal, router).await }
        });
        let working = (!self.no_worker).then(|| tokio::spawn(worker::run(Arc::clone(&municipalities))));
        tokio::spawn({
            let app = Arc::clone(&app);
            async move {
                let mut hour = tokio::time::interval(Duration::from_secs(3600));
                loop {
                    hour.tick().await;
                    app.limits.forget_idle();
                }
            }
        });
        output::line(&format!("Ratusz: http://{}", shown(listen)));
        let service = ratusz_web::app::router(&app).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(pages, service)
            .with_graceful_shutdown(stop_signal(Arc::clone(&municipalities)))
            .await
            .map_err(|error| error.to_string())?;
        if let Some(working) = working {
            working.await.map_err(|error| error.to_string())?;
        }
        health.abort();
        Ok(ExitCode::SUCCESS)
    }
}

pub async fn work(office: Office) -> Ended {
    telemetry::start();
    let internal = bind(office.config.internal, "internal").await?;
    let health = tokio::spawn({
        let router = health_router(Arc::clone(&office.municipalities));
        async move { axum::serve(internal, router).await }
    });
    let working = tokio::spawn(worker::run(Arc::clone(&office.municipalities)));
    stop_signal(office.municipalities).await;
    working.await.map_err(|error| error.to_string())?;
    health.abort();
    Ok(ExitCode::SUCCESS)
}

async fn bind(address: SocketAddr, key: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| format!("{key} = {address}: {error}"))
}

fn shown(address: SocketAddr) -> String {
    if address.ip().is_loopback() { format!("localhost:{}", address.port()) } else { address.to_string() }
}

/// Ends on Ctrl-C or SIGTERM: requests and the row in hand are finished, the rest is given back.
async fn stop_signal(municipalities: Arc<Municipalities>) {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
    municipalities.environment().stopping.store(true, Ordering::Relaxed);
    municipalities.environment().signal.wake("");
}

fn health_router(municipalities: Arc<Municipalities>) -> Router {
    Router::new()
        .route("/live", get(|| async { "ok\n" }))
        .route("/ready", get(ready))
        .route("/metrics", get(|| async { telemetry::render() }))
        .with_state(municipalities)
}

async fn ready(State(municipalities): State<Arc<Municipalities>>) -> (StatusCode, &'static str) {
    if !municipalities.stopping() && municipalities.ready().await {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    }
}
