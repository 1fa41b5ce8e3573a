//! Recall (罢免) of a member of the committee.

use super::majority::Base;
use super::rules::RuleSet;

/// Whether a recall passes with `yes` of `cast` votes, `registered` on the roll; `None` where the rule set knows no recall.
///
/// ```
/// use cunxuan_core::law::{recall::passes, rule_set};
/// let now = rule_set("VC-CN-2018").unwrap(); // 组织法 第16条第2款: two majorities
/// assert_eq!(passes(now, 1000, 600, 301), Some(true));
/// assert_eq!(passes(now, 1000, 600, 300), Some(false));
/// let old = rule_set("VC-CN-1998").unwrap(); // 组织法（1998年）第16条: over half of everybody on the roll
/// assert_eq!(passes(old, 1000, 600, 301), Some(false));
/// assert_eq!(passes(old, 1000, 600, 501), Some(true));
/// ```
pub fn passes(rules: &RuleSet, registered: u32, cast: u32, yes: u32) -> Option<bool> {
    let base = Base { roll: registered, present: cast, issued: cast, returned: cast };
    let recall = rules.recall.as_ref()?;
    let (turnout, win) = (recall.turnout.value, recall.win.value);
    Some(turnout.reached(cast, base.number(turnout.of)) && win.reached(yes, base.number(win.of)))
}
