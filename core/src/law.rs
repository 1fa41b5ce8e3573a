//! The law (选举法律法规) as whole-number comparisons: rule sets, what a paper is worth, who is elected and why.
//!
//! The numbers of the law stand in `core/rules/*.toml`, each with its article and how surely it was read; `build.rs` checks
//! them and makes them [`rules::RULE_SETS`]. Nothing here names a province, rounds, or breaks a tie.
//! Where to start: [`paper::judge`] (one paper), [`tally::Tally`] (many), [`decide::outcome`] (who is elected), [`count::count`] (all in one).
//!
//! ```
//! use cunxuan_core::law::{count, decide::Setting, paper::{Paper, Post, Section}, rule_set};
//! let rules = rule_set("VC-CN-2018").unwrap();
//! let posts = [Post { seats: 1, candidates: vec![0, 1] }];
//! let paper = |name| Paper { defect: None, sections: vec![Section::Marks { yes: vec![name], no: vec![] }] };
//! let boxes = [count::BallotBox { void: false, issued: 702, papers: vec![(351, paper(0)), (350, paper(1))] }];
//! let result = count::count(rules, &posts, &boxes, count::Roll { entitled: 900, present: None }, &Setting::default());
//! assert_eq!(result.outcome.posts[0].elected, [0]); // 351 of 701 is over half (组织法 第15条第2款)
//! ```

pub mod count;
pub mod decide;
pub mod explanation;
pub mod kin;
pub mod majority;
pub mod paper;
pub mod proxy;
pub mod recall;
pub mod roll;
pub mod rules;
pub mod tally;

pub use explanation::{Code, Explanation};
pub use majority::Base;
pub use rules::{RuleSet, rule_set};

/// A name called from a paper: the caller's own number for a person. People with equal votes are listed in the order
/// of these numbers, so the caller gives them in the order in which they shall be printed (印在票上的顺序).
pub type Name = u32;
