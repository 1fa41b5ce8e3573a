//! One village in full (村页): everything that the desk shows of it, in codes and numbers.

use super::row;
use crate::api::{BoxView, HandView, LogView, Noted, NotedKind, PostView, ResultView, RollView, VillageView, VoteView};
use crate::finding::{Finding, findings};
use crate::id::{BoxNo, FormNo, GroupNo};
use crate::law::Name;
use crate::law::roll::posting;
use crate::plan::{Actor, Group, Role, Step};
use crate::record::{Journal, Log};
use crate::roll::Status;
use crate::small;
use crate::time::Day;
use crate::village::{ElectionView, Village};

/// The village's page. `today` is the day on which it is looked at.
#[must_use]
pub fn page(village: &Village, journal: &Journal, today: Day) -> VillageView {
    let view = village.election(1);
    VillageView {
        row: row(village, journal, today),
        rules: view.map(|view| view.rules().title.to_owned()).unwrap_or_default(),
        done_on: Step::ALL.map(|step| done_on(village, view.as_ref(), step)),
        roll: view.map(|view| roll(&view)).unwrap_or_default(),
        boxes: view.map(|view| boxes(&view)).unwrap_or_default(),
        hands: hands(village),
        findings: noted(&findings(village, journal)),
        result: view.and_then(|view| result(&view)),
        logs: journal.logs().map(|(name, log)| held(&name.to_string(), log)).collect(),
        quiet: None,
    }
}

fn done_on(village: &Village, view: Option<&ElectionView<'_>>, step: Step) -> Option<Day> {
    let signed = |view: &ElectionView<'_>| view.election.canvass.signed(view.form()).map(|(_, at)| at.wall);
    village.plan().reported(step).or_else(|| match step {
        Step::Registration | Step::Posting => view?.election.roll.posted().map(|posted| posted.on),
        Step::Voting | Step::Counting | Step::Reporting => view.and_then(signed).map(Day::from_unix),
        Step::Survey
        | Step::Committee
        | Step::Primary
        | Step::Vetting
        | Step::Publication
        | Step::Notice
        | Step::Branch => None,
    })
}

fn roll(view: &ElectionView<'_>) -> RollView {
    let roll = &view.election.roll;
    let posted = roll.posted();
    let days = posted.map(|posted| posting(view.rules(), posted.on, view.day()));
    let mut figures = RollView {
        posted: posted.map(|posted| posted.on),
        place: posted.map(|posted| posted.place.clone()).unwrap_or_default(),
        objections: days.map(|days| days.objection_last),
        decisions: days.map(|days| days.decision_last),
        ..RollView::default()
    };
    for (person, _) in view.village.people().iter() {
        let figure = match view.status(person) {
            Some(Status::Registered) => &mut figures.registered,
            Some(Status::Off(_)) => &mut figures.off,
            Some(Status::Ask(_)) => &mut figures.to_ask,
            Some(Status::Open) | None => &mut figures.open,
        };
        *figure = figure.saturating_add(1);
        figures.proxies = figures.proxies.saturating_add(u32::from(view.election.polling.proxy(person).is_some()));
    }
    figures
}

fn boxes(view: &ElectionView<'_>) -> Vec<BoxView> {
    let mut boxes: Vec<BoxView> = view.village.plan().village().groups.iter().map(|of| one(view, of)).collect();
    small::sort_by_key(&mut boxes, |one| one.box_no);
    boxes
}

fn one(view: &ElectionView<'_>, of: &Group) -> BoxView {
    let (form, polling, no) = (view.form(), &view.election.polling, of.no);
    let member = |person| view.village.people().get(person).is_some_and(|resident| resident.group == no);
    let series = view.series_for(no);
    let void = view.election.ballots.series_of(form).filter(|series| polling.is_void(series.series, no));
    let opened = view.election.count.opened(form, of.box_no);
    let counted = BoxView {
        opened: opened.map(|it| it.papers),
        seal_whole: opened.map(|it| it.seal_whole),
        ..called(view, form, of.box_no)
    };
    BoxView {
        group: no,
        name: of.name.clone(),
        box_no: of.box_no,
        registered: u32::try_from(view.election.roll.iter().filter(|person| member(*person)).count())
            .unwrap_or(u32::MAX),
        taken: series.and_then(|series| polling.taken(series, no)),
        issued: polling.issued_to(no, form),
        void_issued: void.map(|series| polling.issued(series.series, no)).sum(),
        colour: series.and_then(|no| view.election.ballots.series(no)).map(|it| it.colour.clone()).unwrap_or_default(),
        halted: polling.halted(no),
        ..counted
    }
}

/// How far the count of a box is. Kinds of papers are told when it is closed, names never.
fn called(view: &ElectionView<'_>, form: FormNo, box_no: BoxNo) -> BoxView {
    let runs = view.election.count.runs().filter(|run| run.form == form && run.boxes.contains(&box_no)).count();
    let standing = view.election.count.standing_runs(form);
    let Some(run) = standing.into_iter().find(|run| run.boxes.contains(&box_no)) else { return BoxView::default() };
    let sums = run.tally.sums();
    let valid = sums.returned.saturating_sub(sums.whole_invalid).saturating_sub(sums.blank);
    BoxView {
        called: run.called(),
        set_aside: run.tally.set_aside(),
        undone: run.undone,
        runs: u32::try_from(runs).unwrap_or(u32::MAX),
        kinds: run.closed.then_some([valid, sums.whole_invalid, sums.blank]),
        ..BoxView::default()
    }
}

fn hands(village: &Village) -> Vec<HandView> {
    let hand = |actor: &Actor| HandView { no: actor.no, role: actor.role, name: actor.name.clone() };
    let mut hands: Vec<HandView> = village.plan().actors().map(hand).collect();
    small::sort_by_key(&mut hands, |hand| (hand.role, hand.no));
    hands
}

fn noted(found: &[Finding]) -> Vec<Noted> {
    let mut notes: Vec<Noted> = Vec::new();
    for finding in found {
        let (kind, group, boxes) = place(finding);
        match notes.iter_mut().find(|note| (note.kind, note.group, &note.boxes) == (kind, group, &boxes)) {
            Some(note) => note.times = note.times.saturating_add(1),
            None => notes.push(Noted { kind, group, boxes, times: 1 }),
        }
    }
    notes
}

fn place(finding: &Finding) -> (NotedKind, Option<GroupNo>, Vec<BoxNo>) {
    let none = Vec::new;
    match finding {
        Finding::DoubleIssue { group, .. } => (NotedKind::DoubleIssue, Some(*group), none()),
        Finding::IssuedOffRoll { .. } => (NotedKind::IssuedOffRoll, None, none()),
        Finding::HolderWithoutProxy { .. } => (NotedKind::HolderWithoutProxy, None, none()),
        Finding::IssuedOverTaken { group, .. } => (NotedKind::IssuedOverTaken, Some(*group), none()),
        Finding::PapersMiscounted { group, .. } => (NotedKind::PapersMiscounted, Some(*group), none()),
        Finding::Reported { group, .. } => (NotedKind::Reported, *group, none()),
        Finding::Halted { group, .. } => (NotedKind::Halted, *group, none()),
        Finding::OpenedUnsealed { box_no, .. } => (NotedKind::OpenedUnsealed, None, vec![*box_no]),
        Finding::RegisteredThoughOff { .. } => (NotedKind::RegisteredThoughOff, None, none()),
        Finding::SameNumber { .. } => (NotedKind::SameNumber, None, none()),
        Finding::PostedLate { .. } => (NotedKind::PostedLate, None, none()),
        Finding::TwoRunsOpen { boxes, .. } => (NotedKind::TwoRunsOpen, None, boxes.clone()),
        Finding::RunsDiffer { boxes, .. } => (NotedKind::RunsDiffer, None, boxes.clone()),
        Finding::PapersCorrected { boxes, .. } => (NotedKind::PapersCorrected, None, boxes.clone()),
        Finding::BoxOverIssued { box_no, .. } => (NotedKind::BoxOverIssued, None, vec![*box_no]),
        Finding::SmallPile { boxes, .. } => (NotedKind::SmallPile, None, boxes.clone()),
        Finding::DoesNotBalance { .. } => (NotedKind::DoesNotBalance, None, none()),
        Finding::SignedDiffers { .. } => (NotedKind::SignedDiffers, None, none()),
        Finding::Witnessed { .. } => (NotedKind::Witnessed, None, none()),
        Finding::RoleBreach { .. } => (NotedKind::RoleBreach, None, none()),
        Finding::LogForked { .. } => (NotedKind::LogForked, None, none()),
        Finding::RulesOutOfDate { .. } => (NotedKind::RulesOutOfDate, None, none()),
        Finding::RulesUnknown { .. } => (NotedKind::RulesUnknown, None, none()),
        Finding::WomenUnknown { .. } => (NotedKind::WomenUnknown, None, none()),
        Finding::LaterVersion { .. } => (NotedKind::LaterVersion, None, none()),
    }
}

/// The result as it was signed; before that, or where the record says another by now, nothing of it is shown.
fn result(view: &ElectionView<'_>) -> Option<ResultView> {
    let form = view.election.ballots.forms().last()?;
    let (signed, at) = view.signed_as_is(form.form)?;
    let result = view.result(form.form)?;
    let sums = &result.sums;
    let valid = sums.returned.saturating_sub(sums.whole_invalid).saturating_sub(sums.blank);
    let posts = form.posts.iter().zip(&result.posts).zip(&sums.posts).enumerate();
    let posts = posts.map(|(at, ((post, printed), tally))| {
        let decided = result.outcome.posts.iter().find(|outcome| outcome.post == at);
        let elected = decided.map_or(&[][..], |outcome| outcome.elected.as_slice());
        let written = tally.votes.keys().filter(|name| !printed.candidates.contains(name));
        let vote = |name: &Name| VoteView {
            name: result.name(*name).unwrap_or_default().to_owned(),
            votes: tally.votes.get(name).map_or(0, |votes| votes.yes),
            elected: elected.contains(name),
        };
        let votes = printed.candidates.iter().chain(written).map(vote).collect();
        PostView { name: post.name.clone(), seats: post.seats, votes }
    });
    Some(ResultView {
        at: at.wall,
        signers: signed.signatures.iter().map(|one| (one.role, one.name.clone())).collect(),
        papers: [result.issued, sums.returned, valid, sums.whole_invalid, sums.blank],
        witnessed: signed.witnessed.is_some(),
        valid: result.outcome.valid(),
        posts: posts.collect(),
        articles: result.outcome.articles().into_iter().map(str::to_owned).collect(),
    })
}

fn held(name: &str, log: &Log) -> LogView {
    let last = log.entries().last().and_then(|(_, _, link)| link.item.open().ok());
    let opened = log.opened();
    LogView {
        name: name.chars().take(8).collect(),
        role: opened.and_then(|opened| Role::numbered(opened.role)),
        actor: last.as_ref().map(|(entry, _)| entry.actor).unwrap_or_default(),
        entries: u32::try_from(log.len()).unwrap_or(u32::MAX),
        last: last.map(|(entry, _)| entry.wall).unwrap_or_default(),
    }
}
