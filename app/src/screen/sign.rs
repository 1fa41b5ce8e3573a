//! P17 核对签字: the balance of papers, the signatures, the sealed result.

use super::Place;
use super::boxes::form;
use super::frame::{Chip, Frame};
use super::number::NumberEntry;
use super::seal::{Doubt, Seal};
use crate::markup::{Memo, live, view};
use crate::part::{Button, Equation, EquationList, Ink, Notice, Sheet, SignaturePad, Stroke, Tone, Weight};
use crate::session::{Desk, Outbox, Session, wall};
use crate::text::{self, canvass as words};
use cunxuan_core::canvass::{Line, SIGNERS, Signature};
use cunxuan_core::plan::{Actor, Role};
use leptos::prelude::*;

mod result;

/// What lies over the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Over {
    /// Somebody signs.
    Signs(Actor),
    /// Papers left over.
    Leftover,
    /// The check page before sealing.
    Check,
}

/// How the papers stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Balance {
    lines: Vec<Equation>,
    agrees: bool,
    registered: u32,
    returned: u32,
    boxes_open: u32,
    sealed: Option<i64>,
}

/// The screen.
#[component]
pub fn Sign() -> AnyView {
    let session = Session::here();
    let balance = Memo::new(move || look(session));
    let sealed = Memo::new(move || balance.with(|balance| balance.sealed));
    let body = move || match sealed.get() {
        Some(at) => result::sealed(session, at),
        None => view! { <Unsigned balance=balance /> },
    };
    let body_name = session.view(|view| text::plan::body(view.election.plan.body)).unwrap_or_default();
    let parent = if session.teller.get_untracked().is_some() { Place::Boxes } else { Place::Today };
    view! {
        <Frame title=words::SIGN sub=body_name parent=parent who=true>
            {body}
        </Frame>
    }
}

fn look(session: Session) -> Balance {
    session.revisions.people.track();
    session.revisions.polling.track();
    session.revisions.count.track();
    session.revisions.canvass.track();
    let balance = session.view(|view| {
        let form = form(view);
        let lines = view.balance(form);
        Balance {
            agrees: lines.iter().all(Line::balances),
            lines: lines.iter().map(equation).collect(),
            registered: view.election.roll.registered(),
            returned: view.sums(form).returned,
            boxes_open: view.boxes_open(form),
            sealed: view.election.canvass.signed(form).map(|(_, at)| at.wall),
        }
    });
    balance.unwrap_or_default()
}

fn equation(line: &Line) -> Equation {
    let (title, note, value) = words::line(line);
    Equation { title: title.to_owned(), note, value: value.to_string(), holds: Some(line.balances()) }
}

/// The balance and the signatures, before the result is sealed.
#[component]
fn Unsigned(balance: Memo<Balance>) -> AnyView {
    let session = Session::here();
    let signatures = RwSignal::new(Vec::<Signature>::new());
    let over = RwSignal::new(None::<Over>);
    let doubt = Doubt::new();
    let missing = Memo::new(move || {
        let unsigned = |role: &&Role| !signatures.with(|signed| has(signed, **role));
        SIGNERS.iter().filter(unsigned).map(|role| text::plan::role(*role)).collect::<Vec<_>>()
    });
    let lines = move || balance.with(|balance| balance.lines.clone());
    // Two stores must hold the record before it closes, or two people see that only one does.
    let alone = move || session.outbox.with(Outbox::is_alone);
    let agreed = move || {
        let alone = alone();
        balance.with(|balance| agreed(balance, alone, doubt))
    };
    let off = move || {
        let calm = balance.with(|balance| balance.agrees) && !alone();
        let ready = balance.with(|balance| balance.boxes_open == 0) && (calm || doubt.is_whole());
        session.teller.get().is_none() || !ready || !missing.with(Vec::is_empty)
    };
    let left = move || match balance.with(|balance| balance.boxes_open) {
        0 if missing.with(Vec::is_empty) => String::new(),
        0 => words::missing(&missing.get()),
        boxes => words::boxes_open(boxes),
    };
    let of_all = move || format!("{} / {}", SIGNERS.len() - missing.with(Vec::len), SIGNERS.len());
    let leftover = Callback::new(move |()| over.set(Some(Over::Leftover)));
    view! {
        <div class="main">
            <EquationList lines=lines on_press=Callback::new(|_| Place::Boxes.go()) />
            {agreed}
            <Button word=words::DESTROY on_press=leftover />
            <div class="head">{words::PAPER_FIRST}<span>{of_all}</span></div>
            <div class="signs">{cells(session, signatures, over)}</div>
            <div class="chipline"><Chip /></div>
        </div>
        <div class="foot">
            <p>{left}</p>
            <Button word=words::SEAL weight=Weight::Primary off=off on_press=Callback::new(move |()| over.set(Some(Over::Check))) />
        </div>
        {move || over.get().map(|what| above(session, what, over, signatures, doubt))}
    }
}

fn agreed(balance: &Balance, alone: bool, doubt: Doubt) -> AnyView {
    let agrees = if balance.agrees {
        let note = words::balanced(balance.registered, balance.returned);
        view! { <Notice tone=Tone::Ok title=words::FOUR_AGREE note=note /> }
    } else {
        view! { <Notice tone=Tone::Bad title=words::DIFFER note=words::GIVE_REASON /> }
    };
    let copies = alone.then(|| {
        view! { <Notice tone=Tone::Warn title=text::sync::ONE_COPY note=text::sync::ONE_COPY_WHAT /> }
    });
    let fields = (alone || !balance.agrees).then(|| doubt.fields());
    view! { {agrees}{copies}{fields} }
}

fn has(signed: &[Signature], role: Role) -> bool {
    signed.iter().any(|one| one.role == role)
}

/// One cell for everybody who may sign, in the order of the paper form.
fn cells(session: Session, signatures: RwSignal<Vec<Signature>>, over: RwSignal<Option<Over>>) -> Vec<AnyView> {
    let actors = session.village(|village| {
        let of = |role: Role| village.plan().actors().filter(move |actor| actor.role == role).take(2).cloned();
        SIGNERS.iter().flat_map(|role| of(*role)).collect::<Vec<Actor>>()
    });
    actors.into_iter().map(|actor| cell(actor, signatures, over)).collect()
}

fn cell(actor: Actor, signatures: RwSignal<Vec<Signature>>, over: RwSignal<Option<Over>>) -> AnyView {
    let who = text::screen::who(text::plan::role(actor.role), &actor.name);
    let shown = move || {
        let signed = signatures.with(|all| all.iter().find(|one| one.actor == actor.no).cloned());
        match signed {
            Some(one) => {
                let strokes: Vec<Stroke> =
                    one.strokes.iter().map(|stroke| stroke.iter().map(grown).collect()).collect();
                view! {
                    <div class="sign"><small><span>{who.clone()}</span><span>{text::plan::clock(one.wall)}</span></small><Ink strokes=strokes /></div>
                }
            }
            None => {
                let actor = actor.clone();
                let press = move |_| over.set(Some(Over::Signs(actor.clone())));
                view! { <button type="button" class="sign" on:click=press><small>{who.clone()}</small><b>{words::SIGN_HERE}</b></button> }
            }
        }
    };
    live(shown)
}

fn above(
    session: Session,
    what: Over,
    over: RwSignal<Option<Over>>,
    signatures: RwSignal<Vec<Signature>>,
    doubt: Doubt,
) -> AnyView {
    let close = Callback::new(move |()| over.set(None));
    match what {
        Over::Signs(actor) => {
            let title = text::screen::who(text::plan::role(actor.role), &actor.name);
            let done = Callback::new(move |strokes: Vec<Stroke>| {
                let strokes = strokes.iter().map(|stroke| stroke.iter().map(shrunk).collect()).collect();
                let name = actor.name.clone();
                let signed = Signature { actor: actor.no, role: actor.role, name, strokes, wall: wall() };
                signatures.update(|all| all.push(signed));
                over.set(None);
            });
            view! { <SignaturePad title=title on_done=done on_cancel=close /> }
        }
        Over::Leftover => {
            let done = Callback::new(move |papers: u32| {
                over.set(None);
                session.act_and_say(move |desk| destroyed(desk, papers), text::sync::KEPT);
            });
            view! {
                <Sheet title=words::DESTROY on_cancel=close>
                    <NumberEntry label=words::DESTROY word=words::DESTROYED on_done=done />
                </Sheet>
            }
        }
        Over::Check => view! { <Seal signatures=signatures doubt=doubt on_close=close /> },
    }
}

fn destroyed(desk: &Desk<'_>, papers: u32) -> Result<Vec<cunxuan_core::Event>, cunxuan_core::Refusal> {
    let form = form(&desk.view);
    let series = desk.view.election.ballots.series_of(form).last().map(|series| series.series);
    let series = series.ok_or(cunxuan_core::canvass::Refusal::NoSuchForm)?;
    Ok(vec![desk.view.report_destroyed(series, papers)])
}

/// The record keeps thousandths of the pad's width, the pad draws in ten-thousandths.
fn shrunk((x, y): &(i16, i16)) -> (i16, i16) {
    (x / 10, y / 10)
}

fn grown((x, y): &(i16, i16)) -> (i16, i16) {
    (x.saturating_mul(10), y.saturating_mul(10))
}
