//! Whether everybody can use a screen (无障碍): rules of WCAG 2.2 AA, sizes for fingers and for large writing,
//! and words that belong on no phone.

use crate::browser::Browser;
use crate::process::{Result, root};
use serde::Deserialize;
use serde_json::json;

/// Words that mean nothing in a village, and words that would hint at a winner.
const FORBIDDEN: [&str; 9] = ["系统", "数据", "提交", "离线缓存", "冲突", "领先", "胜出", "得票率", "错误代码"];
/// The smallest target and the smallest first action, in pixels of the page.
const TARGET: u32 = 44;
const PRIMARY: u32 = 60;

/// What a screen of an elderly officer's phone, or of the office, must hold to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// In the hand: targets for fingers, plain words.
    Phone,
    /// On a desk, with a mouse.
    Desk,
}

/// A rule that a screen breaks, as the checker tells it.
#[derive(Deserialize)]
struct Violation {
    id: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    html: String,
    #[serde(rename = "failureSummary")]
    summary: String,
}

/// The checker's script, where `xtask setup` has put it.
///
/// # Errors
/// When it is not there.
pub fn checker() -> Result<String> {
    let file = root().join("target/axe/package/axe.min.js");
    std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}; run cargo xtask setup", file.display()).into())
}

/// Everything that is wrong with the screen that is shown, a line each.
///
/// # Errors
/// When the browser does not answer.
pub fn faults(browser: &Browser, checker: &str, kind: Kind) -> Result<Vec<String>> {
    let mut faults = violations(browser, checker)?;
    faults.extend(sideways(browser)?);
    if kind == Kind::Phone {
        faults.extend(small(browser)?);
        faults.extend(words(browser)?);
    }
    Ok(faults)
}

/// What does not fit the screen's width, and targets too small for a finger: also where the writing is largest.
///
/// # Errors
/// When the browser does not answer.
pub fn misfits(browser: &Browser) -> Result<Vec<String>> {
    let mut faults = small(browser)?;
    faults.extend(sideways(browser)?);
    Ok(faults)
}

fn violations(browser: &Browser, checker: &str) -> Result<Vec<String>> {
    // Targets are measured below, by a stricter rule, and also where they still have to be scrolled to.
    let off = json!({ "target-size": { "enabled": false } });
    let levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    let rules = json!({ "runOnly": levels, "rules": off, "resultTypes": ["violations"] });
    let body = format!("{checker};\nreturn axe.run(document, {rules}).then((found) => found.violations)");
    let found: Vec<Violation> = serde_json::from_value(browser.eval(&body)?)?;
    let told = |it: &Violation| {
        let (html, why) = it.nodes.first().map_or(("", ""), |node| (node.html.as_str(), node.summary.as_str()));
        format!("{} at {} places: {html}: {}", it.id, it.nodes.len(), why.replace('\n', " "))
    };
    Ok(found.iter().map(told).collect())
}

fn sideways(browser: &Browser) -> Result<Option<String>> {
    let wide = browser.eval("return document.documentElement.scrollWidth - document.documentElement.clientWidth")?;
    Ok(wide.as_i64().filter(|wide| *wide > 0).map(|wide| format!("{wide} pixels too wide")))
}

fn small(browser: &Browser) -> Result<Vec<String>> {
    let body = format!(
        "const small = [];\
         for (const it of document.querySelectorAll('button, a[href], input:not([type=checkbox]), select, label.tick, [role=button]')) {{\
           let {{ width, height }} = it.getBoundingClientRect();\
           const around = getComputedStyle(it, '::after');\
           if (around.content != 'none' && around.position == 'absolute') height = Math.max(height, parseFloat(around.height));\
           if (!width || !height || getComputedStyle(it).visibility == 'hidden') continue;\
           const least = it.matches('.btn.p') ? {PRIMARY} : {TARGET};\
           if (height < least - 0.5 || width < {TARGET} - 0.5)\
             small.push(`${{it.className}} ${{it.textContent.trim().slice(0, 20)}}: ${{width.toFixed()}} × ${{height.toFixed()}}`);\
         }}\
         return small"
    );
    let small: Vec<String> = serde_json::from_value(browser.eval(&body)?)?;
    Ok(small.into_iter().map(|what| format!("too small: {what}")).collect())
}

fn words(browser: &Browser) -> Result<Vec<String>> {
    let text = browser.eval("return document.body.innerText")?;
    let text = text.as_str().unwrap_or_default();
    let found = FORBIDDEN.iter().filter(|word| text.contains(**word));
    Ok(found.map(|word| format!("says {word}")).collect())
}
