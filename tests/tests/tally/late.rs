//! What comes late (后到的记录): a correction after a code, a slip after two agreed, a count after the signatures.

use super::{Pair, SECOND, papers, pile, view, witnessed};
use crate::sim::rng::Rng;
use crate::sim::village::FORM;
use cunxuan_core::Refusal;
use cunxuan_core::canvass::{self, SIGNERS, Signature};
use cunxuan_core::count::{BUNDLE, BoxOpened, Check, Paper, Refusal as No, RunOpened};
use cunxuan_core::finding::Finding;
use cunxuan_core::village::ElectionView;

/// A code that was read out says nothing of what the other set right later.
#[test]
fn a_code_does_not_outlive_a_correction() {
    let same = papers(&mut Rng::new(5), BUNDLE);
    let mut pair = Pair::begin(BUNDLE);
    pair.call(0, &same);
    pair.call(1, &same);
    let code = pair.code(1);
    pair.act(0, |view, actor, run| vec![view.compare_bundle(actor, run, 0, code).unwrap()]);
    assert_eq!(pair.check(0, 0), Check::Agrees);
    let other = if same[7] == Paper::Blank { Paper::Damaged } else { Paper::Blank };
    pair.act(1, |view, actor, run| {
        vec![view.correct_call(actor, run, (7, other), ("听错了".to_owned(), SECOND)).unwrap()]
    });
    pair.day.hear_all();
    assert_eq!(pair.check(0, 0), Check::Differs { at: Some(7) });
}

/// A bundle on which two agree is tied: what is wrong in it goes by the scrutineer.
#[test]
fn what_two_agree_on_is_not_taken_back() {
    let same = papers(&mut Rng::new(6), BUNDLE);
    let mut pair = Pair::begin(BUNDLE + 5);
    pair.call(0, &same);
    pair.act(0, |view, actor, run| {
        assert!(view.undo_call(actor, run).is_ok(), "while nobody has compared it");
        Vec::new()
    });
    pair.call(1, &same);
    pair.day.hear_all();
    pair.act(0, |view, actor, run| {
        assert_eq!(view.undo_call(actor, run), Err(Refusal::Count(No::NothingToUndo)));
        Vec::new()
    });
}

/// Who signs on the second teller's count alone, without a network, is told when the first's says otherwise.
#[test]
fn what_comes_in_after_the_signatures_is_seen() {
    let mut pair = Pair::begin(1);
    pair.call(0, &[Paper::Damaged]);
    pair.call(1, &[Paper::Blank]);
    pair.act(1, |view, actor, run| vec![view.close_run(actor, run).unwrap()]);
    let empty = BoxOpened { form: FORM, box_no: 2, papers: 0, seal_whole: true };
    pair.act(1, |view, actor, _| vec![view.open_box(actor, empty).unwrap()]);
    let other = RunOpened { boxes: vec![2], ..pile() };
    pair.act(1, |view, actor, _| vec![view.open_run(actor, other).unwrap()]);
    let run = view(&pair.day.writers[2].book).election.count.runs().last().unwrap().place;
    pair.act(1, |view, actor, _| vec![view.close_run(actor, run).unwrap()]);
    let name = |role| Signature { actor: SECOND, role, name: "甲".into(), strokes: Vec::new(), wall: 0 };
    let sign = |view: &ElectionView<'_>| view.sign_result(SECOND, FORM, SIGNERS.map(name).to_vec(), Some(witnessed()));
    let signed = sign(&view(&pair.day.writers[2].book)).unwrap();
    pair.day.write(2, SECOND, &[signed]);
    assert!(view(&pair.day.writers[2].book).signed_as_is(FORM).is_some());
    pair.day.hear_all();
    let again = sign(&view(&pair.day.writers[2].book));
    assert!(matches!(again, Err(Refusal::Canvass(canvass::Refusal::AlreadySigned { .. }))), "nothing changed yet");
    let waits = view(&pair.day.writers[2].book).boxes_open(FORM);
    assert_eq!(waits, 1, "the first still counts");
    pair.act(0, |view, actor, run| view.end_run(actor, run, witnessed()).unwrap());
    pair.day.hear_all();
    for seat in [0, 1] {
        assert!(pair.found(seat).iter().any(|it| matches!(it, Finding::SignedDiffers { .. })));
        let view = view(&pair.day.writers[seat + 1].book);
        assert!(view.signed_as_is(FORM).is_none());
        assert!(sign(&view).is_ok(), "it is signed anew");
    }
}
