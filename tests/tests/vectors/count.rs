//! Whole counts of vectors (整场计票用例): their posts, boxes and papers read into the core's, and its result written as theirs.

use crate::answer::{People, number, rules, texts};
use cunxuan_core::law::count::{BallotBox, Count, Roll, count as count_boxes};
use cunxuan_core::law::decide::{Round, Setting};
use cunxuan_core::law::paper::{Defect, Paper, Post, Section, judge};
use cunxuan_core::law::rules::Body;
use cunxuan_core::law::tally::Tally;
use cunxuan_core::law::{Code, RuleSet};
use serde_json::{Map, Value, json};

/// The posts of a vector by name, and everybody named in it.
struct Form<'a> {
    names: Vec<&'a str>,
    posts: Vec<Post>,
    people: People,
}

impl<'a> Form<'a> {
    fn of_count(args: &'a Value) -> Option<Form<'a>> {
        let posts = args.get("posts")?.as_array()?;
        let printed = posts.iter().flat_map(|post| texts(post.get("candidates")));
        let papers = args.get("boxes")?.as_array()?.iter().filter_map(|it| it.get("papers")?.as_array()).flatten();
        let people = People::new(printed.chain(papers.filter_map(|paper| paper.get(1)).flat_map(named)));
        let post = |post: &Value| {
            Some(Post { seats: number(post, "seats")?, candidates: people.numbers(post.get("candidates"))? })
        };
        let names = posts.iter().map(|post| post.get("post")?.as_str()).collect::<Option<_>>()?;
        Some(Form { names, posts: posts.iter().map(post).collect::<Option<_>>()?, people })
    }

    fn of_tally(args: &'a Value) -> Option<Form<'a>> {
        let posts = args.get("posts")?.as_array()?;
        let people = People::new(args.get("ballots")?.as_array()?.iter().flat_map(named));
        let seats =
            |post: &Value| Some(Post { seats: u32::try_from(post.get(1)?.as_u64()?).ok()?, candidates: Vec::new() });
        let names = posts.iter().map(|post| post.get(0)?.as_str()).collect::<Option<_>>()?;
        Some(Form { names, posts: posts.iter().map(seats).collect::<Option<_>>()?, people })
    }

    /// A paper: post → names, post → for and against, post → illegible, or illegible as a whole.
    fn paper(&self, marks: &Value, defect: Option<&str>) -> Option<Paper> {
        let defect = match (defect, marks.as_str()) {
            (Some("污损"), _) => Some(Defect::Damaged),
            (Some("空白"), _) => Some(Defect::Blank),
            (Some("无法辨认"), _) | (None, Some("ILLEGIBLE")) => Some(Defect::Unreadable),
            (None, None) => None,
            (Some(_), _) | (None, Some(_)) => return None,
        };
        let sections = self.names.iter().map(|post| self.section(marks.get(post))).collect::<Option<_>>()?;
        Some(Paper { defect, sections })
    }

    fn section(&self, marks: Option<&Value>) -> Option<Section> {
        match marks {
            Some(Value::String(text)) => (text == "ILLEGIBLE").then_some(Section::Unreadable),
            Some(Value::Object(marks)) => Some(Section::Marks {
                yes: self.people.numbers(marks.get("for"))?,
                no: self.people.numbers(marks.get("against"))?,
            }),
            names => Some(Section::Marks { yes: self.people.numbers(names)?, no: Vec::new() }),
        }
    }

    fn ballot_box(&self, it: &Value) -> Option<BallotBox> {
        let paper = |paper: &Value| {
            Some((
                u32::try_from(paper.get(0)?.as_u64()?).ok()?,
                self.paper(paper.get(1)?, paper.get(2).and_then(Value::as_str))?,
            ))
        };
        Some(BallotBox {
            void: it.get("status").and_then(Value::as_str) == Some("void"),
            issued: number(it, "issued")?,
            papers: it.get("papers")?.as_array()?.iter().map(paper).collect::<Option<_>>()?,
        })
    }

    /// A map by post of what `value` gives for a place; posts without it are left out.
    fn by_post(&self, value: impl Fn(usize) -> Option<Value>) -> Value {
        let entries =
            self.names.iter().enumerate().filter_map(|(place, name)| Some((String::from(*name), value(place)?)));
        Value::Object(entries.collect::<Map<String, Value>>())
    }
}

/// Everybody named on a paper, for or against.
fn named(marks: &Value) -> impl Iterator<Item = &str> {
    let sections = marks.as_object().into_iter().flat_map(|posts| posts.values());
    sections.flat_map(|section| [Some(section), section.get("for"), section.get("against")].into_iter().flat_map(texts))
}

/// Own and total votes per post.
pub fn tally(args: &Value) -> Option<Value> {
    let (rules, form) = (rules(args, "rs")?, Form::of_tally(args)?);
    let mut tally = Tally::new(form.posts.len());
    for ballot in args.get("ballots")?.as_array()? {
        tally.add(&judge(rules, &form.posts, &form.paper(ballot, None)?), 1);
    }
    let votes = |votes: std::collections::BTreeMap<u32, u32>| {
        json!(
            votes
                .into_iter()
                .map(|(name, votes)| (String::from(form.people.name(name)), json!(votes)))
                .collect::<Map<_, _>>()
        )
    };
    let own = |post| votes(tally.votes_for(post, &[]));
    let total = |post| if rules.ballot.cumulate.value { votes(tally.cumulated(post)) } else { own(post) };
    Some(json!({
        "own": form.by_post(|post| Some(own(post))),
        "total": form.by_post(|post| Some(total(post))),
        "stat": {
            "recovered": tally.returned,
            "whole_invalid": tally.whole_invalid,
            "section_invalid": form.by_post(|post| Some(json!(tally.posts.get(post)?.section_invalid))),
            "blank": tally.blank,
        },
    }))
}

/// A whole count. Vectors of this kind leave out votes added from higher posts.
pub fn count(args: &Value) -> Option<Value> {
    let mut rules: RuleSet = *rules(args, "rules")?;
    rules.ballot.cumulate.value = false;
    let form = Form::of_count(args)?;
    let entitled = match rules.body {
        Body::VillageCommittee => number(args, "registered")?,
        Body::PartyBranch => number(args, "expected")?,
    };
    let boxes = args.get("boxes")?.as_array()?;
    let piles = boxes.iter().map(|it| form.ballot_box(it)).collect::<Option<Vec<_>>>()?;
    let round = if number(args, "round") == Some(2) { Round::Runoff } else { Round::First };
    let setting = Setting { round, ..Setting::default() };
    let counted =
        count_boxes(&rules, &form.posts, &piles, Roll { entitled, present: number(args, "present") }, &setting);
    let alarms: Vec<&Value> = counted.alarms.iter().filter_map(|place| boxes.get(*place)?.get("box")).collect();
    let mut answer = result(&form, &counted);
    let facts = json!({
        "issued": counted.base.issued,
        "returned": counted.base.returned,
        "whole_invalid": counted.tally.whole_invalid,
        "blank": counted.tally.blank,
        "void_found": counted.void_found,
        "box_alarm": alarms,
        "section_invalid": form.by_post(|post| counted.tally.posts.get(post).map(|post| post.section_invalid).filter(|void| *void > 0).map(|void| json!(void))),
        "votes": form.by_post(|post| votes(&rules, &form, &counted.tally, post)),
    });
    answer.as_object_mut()?.extend(facts.as_object()?.clone());
    Some(answer)
}

/// For, against and abstentions of everybody printed or named.
fn votes(rules: &RuleSet, form: &Form, tally: &Tally, post: usize) -> Option<Value> {
    let printed = &form.posts.get(post)?.candidates;
    let named = &tally.posts.get(post)?.votes;
    let line = |name: &u32| {
        let votes = named.get(name).copied().unwrap_or_default();
        let abstains = rules.ballot.abstentions.value && printed.contains(name);
        let abstained = if abstains { tally.abstentions(post, *name) } else { 0 };
        (String::from(form.people.name(*name)), json!([votes.yes, votes.no, abstained]))
    };
    Some(Value::Object(printed.iter().chain(named.keys()).map(line).collect()))
}

fn result(form: &Form, counted: &Count) -> Value {
    let outcome = &counted.outcome;
    let of = |post: usize| outcome.posts.iter().find(|it| it.post == post);
    json!({
        "valid": outcome.valid(),
        "reasons": outcome.failed().map(|test| reason(test.code)).collect::<Vec<_>>(),
        "elected": form.by_post(|post| Some(json!(form.people.names(&of(post)?.elected)))),
        "tie": form.by_post(|post| of(post)?.tie.as_ref().map(|tie| json!({"seats": tie.seats, "names": form.people.names(&tie.among)}))),
        "runoff": form.by_post(|post| {
            let open = of(post)?.open.as_ref()?;
            Some(json!({"seats": open.seats, "candidates": form.people.names(&open.candidates), "may_stay_vacant": open.may_stay_vacant}))
        }),
    })
}

fn reason(code: Code) -> &'static str {
    match code {
        Code::ReturnedOverIssued => "RETURNED_GT_ISSUED",
        Code::IssuedOverPresent => "ISSUED_GT_PRESENT",
        Code::TurnoutMissed => "TURNOUT",
        Code::ReturnedWithinIssued
        | Code::IssuedWithinPresent
        | Code::TurnoutReached
        | Code::Elected
        | Code::ElectedAsWoman
        | Code::Tied
        | Code::SeatsFilled
        | Code::KeptForWoman
        | Code::NotEnough
        | Code::SeatedHigher
        | Code::CommitteeHasNoWoman
        | Code::MayStayVacant => "",
    }
}
