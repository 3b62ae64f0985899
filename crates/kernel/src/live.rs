//! Facts for browsers that watch something live; fed after commit, carried by Server-Sent Events.

use tokio::sync::broadcast;

/// One fact: `topic` names what is watched (`payment:K7M2…`), `data` is what changed, without personal data.
#[derive(Debug, Clone)]
pub struct LiveFact {
    pub topic: String,
    pub data: String,
}

/// The live facts of one municipality. A slow watcher loses old facts and reads the page again instead.
#[derive(Debug, Clone)]
pub struct Live(broadcast::Sender<LiveFact>);

impl Default for Live {
    fn default() -> Self {
        Self(broadcast::Sender::new(64))
    }
}

impl Live {
    pub fn tell(&self, topic: impl Into<String>, data: impl Into<String>) {
        // No watcher is not an error.
        let _ = self.0.send(LiveFact { topic: topic.into(), data: data.into() });
    }

    pub fn watch(&self) -> broadcast::Receiver<LiveFact> {
        self.0.subscribe()
    }
}
