//! What only the whole list shows (全表核对): how households are numbered, and who stands on it twice.

use super::Row;
use cunxuan_core::api::lists::{Field, Mend, ProblemCode};
use cunxuan_core::id::GroupNo;
use cunxuan_core::person::IdNumber;
use std::collections::{BTreeMap, BTreeSet};

/// A spreadsheet drops the zeros before a number: where a list writes its longest household numbers with one, the
/// shorter ones without get theirs back.
pub(super) fn pad_households(rows: &mut [Row]) {
    let people = rows.iter().filter(|row| row.person.is_some());
    let numbers = people.map(|row| row.words.household.as_str()).filter(|it| it.bytes().all(|c| c.is_ascii_digit()));
    let width = numbers.clone().map(str::len).max().unwrap_or(0);
    if !numbers.clone().any(|number| number.len() == width && number.starts_with('0')) {
        return;
    }
    let short = |row: &&mut Row| {
        let number = &row.words.household;
        !number.is_empty()
            && number.len() < width
            && number.bytes().all(|c| c.is_ascii_digit())
            && !number.starts_with('0')
    };
    for row in rows.iter_mut().filter(short) {
        let (was, padded) = (row.words.household.clone(), format!("{:0>width$}", row.words.household));
        rename(row, Mend::Zeros, &was, padded);
    }
}

/// A list may count households in each group from 1; in a village a number stands for one household.
pub(super) fn part_households(rows: &mut [Row]) {
    let mut groups: BTreeMap<(Option<usize>, String), BTreeSet<GroupNo>> = BTreeMap::new();
    for row in rows.iter() {
        let (Some((home, group)), household) = (row.home, &row.words.household) else { continue };
        if !household.is_empty() {
            groups.entry((Some(home), household.clone())).or_default().insert(group);
        }
    }
    for row in rows.iter_mut() {
        let (Some((home, group)), was) = (row.home, row.words.household.clone()) else { continue };
        if groups.get(&(Some(home), was.clone())).is_some_and(|groups| groups.len() > 1) {
            rename(row, Mend::GroupAdded, &was, format!("{group:02}-{was}"));
        }
    }
}

/// A row that is refused is handed back under the number of the household that the others of it have.
fn rename(row: &mut Row, mend: Mend, was: &str, became: String) {
    row.words.household.clone_from(&became);
    let Some(person) = &mut row.person else { return };
    person.household.clone_from(&became);
    row.mend(Field::Household, Some(mend), was, &became);
}

/// An ID number stands for one person: what comes behind the first row that gives him is refused, and all where the
/// names differ.
pub(super) fn refuse_doubles(rows: &mut [Row]) {
    let mut places: BTreeMap<(IdNumber, Option<usize>), Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Ok(id) = IdNumber::parse(&row.words.id) {
            places.entry((id, row.home.map(|(home, _)| home))).or_default().push(at);
        }
    }
    for at in places.into_values().filter(|places| places.len() > 1) {
        let found: Vec<(u32, String)> =
            at.iter().filter_map(|at| rows.get(*at)).map(|row| (row.row, row.words.name.clone())).collect();
        let one_name = found.windows(2).all(|pair| matches!(pair, [(_, a), (_, b)] if a == b));
        let first = found.first().map_or(0, |(row, _)| *row);
        let second = found.get(1).map_or(0, |(row, _)| *row);
        let giver = at.iter().copied().find(|at| rows.get(*at).is_some_and(|row| row.person.is_some()));
        let given = giver.and_then(|at| Some((at, rows.get(at)?.row)));
        for (order, at) in at.into_iter().enumerate() {
            let Some(row) = rows.get_mut(at) else { continue };
            match (one_name, order) {
                (true, _) => {
                    if let Some((_, first)) = given.filter(|(giver, _)| at > *giver) {
                        row.refuse(Field::Id, ProblemCode::IdRepeated, first);
                    }
                }
                (false, 0) => row.refuse(Field::Id, ProblemCode::IdOfTwo, second),
                (false, _) => row.refuse(Field::Id, ProblemCode::IdOfTwo, first),
            }
        }
    }
}
