//! `cunxuan verify FILE`: checks an export, and says what it holds (核验).

use crate::config::Verify;
use crate::error::AppError;
use cunxuan_core::key::PublicKey;
use cunxuan_core::record::export;
use cunxuan_core::verify::{Report, check};
use cunxuan_core::village::ElectionView;

/// Checks an export. A fault is an error, so that scripts hear of it.
///
/// # Errors
/// When the file cannot be read, is no export, or anything in it is wrong.
pub fn run(asked: &Verify) -> Result<(), AppError> {
    let bytes = std::fs::read(&asked.file).map_err(AppError::file(&asked.file))?;
    let refused = |what: String| AppError::Command(format!("{}: {what}", asked.file.display()));
    let export = export::read(&bytes).map_err(|fault| refused(format!("{fault:?}")))?;
    let anchor = asked.key.as_deref().map(public_key).transpose()?;
    if anchor.is_none() {
        println!(
            "no --key: checked against the key that the file itself names; compare it with the one the township posted"
        );
    }
    let report = check(&export, anchor.as_ref());
    let journal = report.book.journal();
    let (logs, sealed) = (journal.logs().count(), journal.sealed_logs());
    println!(
        "{} {}: {} entries in {logs} logs, {sealed} of them sealed",
        name(&report),
        journal.scope(),
        journal.len()
    );
    report.book.village().elections().for_each(|view| print_results(&view));
    report.faults.iter().for_each(|fault| println!("wrong: {fault:?}"));
    match report.faults.len() {
        0 => {
            println!("all of it fits");
            Ok(())
        }
        faults => Err(refused(format!("{faults} things are wrong"))),
    }
}

fn public_key(text: &str) -> Result<PublicKey, AppError> {
    let none = || AppError::Command("a public key is 130 hexadecimal digits, see `cunxuan key`".into());
    PublicKey::from_hex(text).ok_or_else(none)
}

fn name(report: &Report) -> &str {
    &report.book.village().plan().village().name
}

fn print_results(view: &ElectionView<'_>) {
    for form in view.election.ballots.forms() {
        let Some(result) = view.result(form.form) else { continue };
        let state = if view.election.canvass.signed(form.form).is_some() { "signed" } else { "not signed" };
        println!("form {}, {state}: {} papers out, {} back", form.form, result.issued, result.sums.returned);
        for (post, tally) in form.posts.iter().zip(&result.sums.posts) {
            let votes = tally.votes.iter().map(|(name, votes)| (result.name(*name).unwrap_or_default(), votes.yes));
            let said: Vec<String> = votes.map(|(name, votes)| format!("{name} {votes}")).collect();
            println!("  {}: {}", post.name, said.join(", "));
        }
    }
}
