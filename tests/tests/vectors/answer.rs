//! What the core answers to a vector (用例作答): its functions by the names that vectors use. `None` where a vector cannot be read.

use crate::count;
use cunxuan_core::law::decide::{Contest, Decided, Round, Tie, post, runoff_list};
use cunxuan_core::law::kin::{Seated, avoid};
use cunxuan_core::law::majority::{min_candidates, turnout, validity};
use cunxuan_core::law::{Base, Code, Name, RuleSet, proxy, recall, roll, rule_set};
use cunxuan_core::time::Day;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Dispatches on `fn`.
pub fn answer(vector: &Value) -> Option<Value> {
    let args = vector.get("args")?;
    match vector.get("fn")?.as_str()? {
        "election_valid" => election_valid(args),
        "decide" => decide(args),
        "runoff_list" => list(args),
        "runoff" => runoff(args),
        "tally" => count::tally(args),
        "series" => series(args),
        "proxy" => proxy_(args),
        "roll" => posting(args),
        "adult" => Some(json!(roll::is_adult(day(args, "birth")?, day(args, "election")?, national()?))),
        "kin" => kin(args),
        "recall" => recall_(args),
        "party_quorum" => Some(json!(!turnout(party(args)?, &meeting(args)?).code.voids())),
        "party_decide" => party_decide(args),
        "min_candidates" => Some(json!(min_candidates(
            &rule_set("PARTY-2020")?.candidates,
            u32::try_from(args.get(0)?.as_u64()?).ok()?
        ))),
        "count" => count::count(args),
        _ => None,
    }
}

/// People by their place in code-point order, which is the order of equal votes in vectors.
pub struct People(Vec<String>);

impl People {
    /// Everybody in a list of names, each once.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> People {
        People(names.map(String::from).collect::<BTreeSet<String>>().into_iter().collect())
    }

    /// The number of a name.
    pub fn number(&self, name: &str) -> Option<Name> {
        Name::try_from(self.0.binary_search_by(|known| known.as_str().cmp(name)).ok()?).ok()
    }

    /// Numbers of a list of names; none for a list that is missing.
    pub fn numbers<C: FromIterator<Name>>(&self, names: Option<&Value>) -> Option<C> {
        texts(names).map(|name| self.number(name)).collect()
    }

    /// The name of a number.
    pub fn name(&self, name: Name) -> &str {
        usize::try_from(name).ok().and_then(|place| self.0.get(place)).map_or("", String::as_str)
    }

    /// Names of a list of numbers.
    pub fn names(&self, names: &[Name]) -> Vec<&str> {
        names.iter().map(|name| self.name(*name)).collect()
    }
}

/// The strings of a list.
pub fn texts(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// A whole number of the arguments.
pub fn number(args: &Value, key: &str) -> Option<u32> {
    u32::try_from(args.get(key)?.as_u64()?).ok()
}

/// The rule set that the arguments name.
pub fn rules(args: &Value, key: &str) -> Option<&'static RuleSet> {
    rule_set(args.get(key)?.as_str()?)
}

fn national() -> Option<&'static RuleSet> {
    rule_set("VC-CN-2018")
}

fn party(args: &Value) -> Option<&'static RuleSet> {
    rule_set(&format!("PARTY-{}", args.get("rule")?.as_str()?))
}

fn day(args: &Value, key: &str) -> Option<Day> {
    Day::parse(args.get(key)?.as_str()?)
}

fn flag(args: &Value, key: &str) -> Option<bool> {
    args.get(key)?.as_bool()
}

/// The two tests of a village election, turnout first.
fn validity_of(registered: u32, issued: u32, recovered: u32) -> Option<Value> {
    let base = Base { roll: registered, present: issued, issued, returned: recovered };
    let tests = validity(national()?, &base, false);
    let failed = |code| tests.iter().any(|test| test.code == code);
    let named = [(Code::TurnoutMissed, "TURNOUT_NOT_OVER_HALF"), (Code::ReturnedOverIssued, "RETURNED_GT_ISSUED")];
    let reasons: Vec<&str> = named.into_iter().filter(|(code, _)| failed(*code)).map(|(_, name)| name).collect();
    Some(json!({"valid": reasons.is_empty(), "reasons": reasons}))
}

fn election_valid(args: &Value) -> Option<Value> {
    validity_of(number(args, "registered")?, number(args, "issued")?, number(args, "recovered")?)
}

fn series(args: &Value) -> Option<Value> {
    let (mut issued, mut recovered, mut void_found, mut alarm) = (0, 0, 0, Vec::new());
    for series in args.get("series")?.as_array()? {
        let (out, back) = (number(series, "issued")?, number(series, "recovered")?);
        if series.get("status").and_then(Value::as_str) == Some("void") {
            void_found += back;
            continue;
        }
        (issued, recovered) = (issued + out, recovered + back);
        alarm.extend((back > out).then(|| series.get("id")).flatten());
    }
    let mut answer = validity_of(number(args, "registered")?, issued, recovered)?;
    let more = json!({"issued": issued, "recovered": recovered, "void_found": void_found, "box_alarm": alarm});
    answer.as_object_mut()?.extend(more.as_object()?.clone());
    Some(answer)
}

/// The people in `votes`, and their votes.
fn votes(args: &Value) -> Option<(People, BTreeMap<Name, u32>)> {
    let votes = args.get("votes")?.as_object()?;
    let others = [args.get("women"), args.get("taken"), args.get("elected")].into_iter().flat_map(texts);
    let people = People::new(votes.keys().map(String::as_str).chain(others));
    let numbered = votes
        .iter()
        .map(|(name, votes)| Some((people.number(name)?, u32::try_from(votes.as_u64()?).ok()?)))
        .collect::<Option<_>>()?;
    Some((people, numbered))
}

fn one_post(args: &Value, rules: &RuleSet, base: &Base, round: Round) -> Option<(People, Decided)> {
    let (people, votes) = votes(args)?;
    let taken: BTreeSet<Name> = people.numbers(args.get("taken"))?;
    let women: BTreeSet<Name> = people.numbers(args.get("women"))?;
    let women = args.get("women").map(|_| &women);
    let decided =
        post(rules, &Contest { seats: number(args, "seats")?, votes: &votes, base, round, taken: &taken, women });
    Some((people, decided))
}

fn decided(people: &People, decided: &Decided) -> Value {
    json!({
        "elected": people.names(&decided.elected),
        "tie": decided.tie.as_ref().map(|tie| tied(people, tie)),
        "vacant": decided.vacant,
        "women_reserved": decided.women_reserved,
    })
}

fn tied(people: &People, tie: &Tie) -> Value {
    let mut value = json!({"among": people.names(&tie.among), "seats": tie.seats});
    if let Some(tie) = value.as_object_mut().filter(|_| tie.for_woman) {
        tie.insert(String::from("for"), json!("women"));
    }
    value
}

fn cast(args: &Value) -> Option<Base> {
    let cast = number(args, "cast")?;
    Some(Base { roll: number(args, "registered").unwrap_or(cast), present: cast, issued: cast, returned: cast })
}

fn decide(args: &Value) -> Option<Value> {
    let (people, found) = one_post(args, rules(args, "rs")?, &cast(args)?, Round::First)?;
    Some(decided(&people, &found))
}

fn runoff(args: &Value) -> Option<Value> {
    let (rules, base) = (rules(args, "rs")?, cast(args)?);
    let valid = validity(rules, &base, true).iter().all(|test| !test.code.voids());
    if !valid {
        return Some(json!({"valid": false, "elected": [], "tie": null, "vacant": number(args, "seats")?}));
    }
    let (people, found) = one_post(args, rules, &base, Round::Runoff)?;
    let mut answer = decided(&people, &found);
    answer.as_object_mut()?.insert(String::from("valid"), json!(true));
    Some(answer)
}

fn list(args: &Value) -> Option<Value> {
    let (people, votes) = votes(args)?;
    let elected: BTreeSet<Name> = people.numbers(args.get("elected"))?;
    Some(json!(people.names(&runoff_list(&votes, &elected, number(args, "vacant")?, number(args, "extra")?))))
}

fn meeting(args: &Value) -> Option<Base> {
    let attended = number(args, "attended")?;
    Some(Base { roll: number(args, "should")?, present: attended, issued: attended, returned: attended })
}

fn party_decide(args: &Value) -> Option<Value> {
    let (people, found) = one_post(args, party(args)?, &meeting(args)?, Round::First)?;
    Some(decided(&people, &found))
}

fn proxy_(args: &Value) -> Option<Value> {
    let request = proxy::Request {
        principals_already: number(args, "principals_already")?,
        near_kin: flag(args, "kin_ok")?,
        holder_is_candidate: flag(args, "proxy_is_candidate")?,
        days_before: number(args, "days_before")?,
    };
    let reasons: Vec<&str> = proxy::refusals(rules(args, "rule")?, &request)
        .into_iter()
        .map(|refusal| match refusal {
            proxy::Refusal::Limit => "PROXY_LIMIT",
            proxy::Refusal::NotNearKin => "NOT_NEAR_KIN",
            proxy::Refusal::HolderIsCandidate => "PROXY_IS_CANDIDATE",
            proxy::Refusal::TooLate => "PROXY_TOO_LATE",
        })
        .collect();
    Some(json!({"accept": reasons.is_empty(), "reasons": reasons}))
}

fn posting(args: &Value) -> Option<Value> {
    let posting = roll::posting(national()?, day(args, "published")?, day(args, "election")?);
    Some(json!({
        "ok": posting.in_time,
        "days": posting.days,
        "objection_last": posting.objection_last.to_string(),
        "decision_last_if_filed_last": posting.decision_last.to_string(),
    }))
}

fn kin(args: &Value) -> Option<Value> {
    let elected = args.get("elected")?.as_array()?;
    let people = People::new(elected.iter().filter_map(|seat| seat.get("name")?.as_str()));
    let seat = |seat: &Value| {
        Some(Seated {
            name: people.number(seat.get("name")?.as_str()?)?,
            post: number(seat, "post_rank")?,
            votes: number(seat, "votes")?,
        })
    };
    let pair = |pair: &Value| Some((people.number(pair.get(0)?.as_str()?)?, people.number(pair.get(1)?.as_str()?)?));
    let elected = elected.iter().map(seat).collect::<Option<Vec<Seated>>>()?;
    let pairs = args.get("pairs")?.as_array()?.iter().map(pair).collect::<Option<Vec<_>>>()?;
    let found = avoid(rules(args, "rule")?, &elected, &pairs);
    let revote: Vec<[&str; 2]> = found.revote.iter().map(|(a, b)| [people.name(*a), people.name(*b)]).collect();
    Some(json!({"removed": people.names(&found.removed), "revote": revote}))
}

fn recall_(args: &Value) -> Option<Value> {
    let id = match args.get("rule")?.as_str()? {
        "1998" => "VC-CN-1998",
        "2010" => "VC-CN-2018",
        _ => return None,
    };
    let passes =
        recall::passes(rule_set(id)?, number(args, "registered")?, number(args, "cast")?, number(args, "yes")?)?;
    Some(json!(passes))
}
