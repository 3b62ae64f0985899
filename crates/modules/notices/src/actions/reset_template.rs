//! The municipality goes back to the words the module brings.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result, Sql, values};
use serde_json::json;

use crate::store::overrides;
use crate::{Template, templates};

pub(crate) async fn reset_template(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    template: &'static Template,
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "notices.templates").await?;
    let overrides = overrides::all(&deed.tx).await?;
    deed.tx.run("DELETE FROM notice_template WHERE code = $1", values![template.code]).await?;
    deed.note(
        "notices.template_reset",
        format!("template:{}", template.code),
        json!({ "before": templates::words(template, &overrides) }),
    );
    deed.commit().await
}
